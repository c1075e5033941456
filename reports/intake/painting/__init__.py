"""Opens, straightens and reads pictures: numpy, OpenCV and the models. Imported only by the child without rights.

The numbers of threads stand here, before anything imports numpy: a thread that a library keeps in store would be there
when the child gives up its rights, and keep its own.
"""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"
