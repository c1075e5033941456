"""gunicorn's settings; gunicorn finds this file by itself, under `run.py` as under a service of your own."""

import os
from pathlib import Path

wsgi_app = "oncokind.wsgi"
bind = "127.0.0.1:8000"
worker_class = "oncokind.gunicorn_worker.PageWorker"
workers = 2
threads = 4
timeout = 60  # a worker that does not even come round to its loop; reading a report has its own, shorter limit
graceful_timeout = 20
keepalive = 5

# Nothing of its own on a disk: the heartbeat in memory, and no control socket in the home folder.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - memory, and gunicorn makes the name
control_socket_disable = True

# Behind a TLS proxy its word counts, from the addresses in FORWARDED_ALLOW_IPS (the machine itself by default).
# Without one nobody's word counts.
if os.environ.get("ONCOKIND_TLS") != "1":
    forwarded_allow_ips = ""
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}

logger_class = "oncokind.gunicorn_worker.JsonLogger"
loglevel = "warning"
accesslog = None  # oncokind.middleware.RequestLogMiddleware writes that line, by route and without a query
