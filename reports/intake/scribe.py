"""The process that becomes tesseract, the second reader: it gives up its rights and then runs the program.

One picture of one page on standard input, a table of words on standard output, nothing else. The program sees its own
libraries and its language, read-only; no network, no other program, no file to write.
Standard library only. Started by `reports/intake/pictures.py` with the places of the program in `sys.argv`.
"""

from __future__ import annotations

import os
import sys

from reports.intake import lockdown, protocol


def main() -> None:  # pragma: no cover - proven by test_pictures.py
    program, loader, language, *files = sys.argv[3:]
    held = lockdown.lock_for(program, [language, *files], loader)
    os.write(1, protocol.ready(held))
    environment = {"OMP_THREAD_LIMIT": "1", "TESSDATA_PREFIX": language, "LC_ALL": "C"}
    options = ["--psm", "6", "-l", "eng", "-c", "tessedit_create_tsv=1", "-c", "debug_file=/dev/null"]
    os.execve(program, [program, "stdin", "stdout", *options], environment)  # noqa: S606 - the one program, found by the parent
