"""How long an upload takes: from the last byte sent to the answer, on a running site, and what the sandbox costs of it.

    .venv/bin/python -m bench.uploads --site http://127.0.0.1:8000 [--count 200]
    .venv/bin/python -m bench.uploads --mixed 1000 [--hostile FOLDER]     (what they leave: mixed.py)

The peers run in the same minutes on the same bytes, so that a busy machine slows all of them: compare the ratios.
Start the site with a data folder of its own: each upload leaves a sealed report there for an hour.
"""

from __future__ import annotations

import argparse
import http.client
import io
import os
import re
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

LINES = [
    "SURGICAL PATHOLOGY REPORT",
    "Breast, left, core biopsy: invasive ductal carcinoma, Nottingham grade 2.",
    "Estrogen receptor (ER): Positive (95 %), strong",
    "Progesterone receptor (PR): Negative (< 1 %)",
    "HER2 (IHC): Equivocal (2+)",
    "HER2 (ISH): Pending",
    *["Sections show tumor cells in nests and cords within a fibrous stroma, with moderate atypia."] * 34,
]


def report() -> bytes:
    """Two full pages of text, 3,400 characters each."""
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file)
    for _ in range(2):
        canvas.setFont("Helvetica", 10)
        for number, line in enumerate(LINES):
            canvas.drawString(60, 780 - 15 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


class Site:
    """One visitor with a connection that stays open."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=60)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.connection.request("GET", "/reports/")
        answer = self.connection.getresponse()
        page = answer.read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if answer.status != 200 or not token:
            raise SystemExit(f"GET /reports/ answered {answer.status}: is the site ready?")
        self.cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        self.token = token[1]

    def upload(self, content: bytes) -> float:
        """Seconds from the last byte sent to the last byte of the answer."""
        boundary = secrets.token_hex(12)
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{self.token}\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="r.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode()
        body += content + f"\r\n--{boundary}--\r\n".encode()
        headers = {
            "Cookie": self.cookie,
            "Origin": self.origin,
            "Content-Type": f"multipart/form-data; boundary={boundary}",
        }
        self.connection.request("POST", "/reports/", body, headers)
        started = time.perf_counter()
        answer = self.connection.getresponse()
        answer.read()
        seconds = time.perf_counter() - started
        if answer.status != 303:
            raise SystemExit(f"POST /reports/ answered {answer.status}")
        return seconds


def timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def bare_read(content: bytes) -> object:
    """The peer: PDFium's own text in this process, without a wall and without a look at what shows."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def bare_process(content: bytes) -> object:
    """The peer: the usual fresh process, with its packages found as usual and no right given up."""
    script = (
        "import sys, pypdfium2; d = pypdfium2.PdfDocument(sys.stdin.buffer.read()); "
        "print([p.get_textpage().get_text_range() for p in d])"
    )
    return subprocess.run([sys.executable, "-c", script], input=content, capture_output=True, check=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--site")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--mixed", type=int, metavar="COUNT", help="on a site of its own")
    parser.add_argument("--pictures", type=int, default=40, help="of --mixed, that are read to the end")
    parser.add_argument("--hostile", type=Path, help="a folder of hostile files for --mixed")
    options = parser.parse_args()
    if options.mixed:
        from bench import mixed

        sys.exit(mixed.main(options.mixed, options.hostile, options.pictures))
    if not options.site:
        parser.error("--site or --mixed")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncokind.settings")
    from reports.intake import child, pdf, sandbox

    pdf.start()
    content, site = report(), Site(options.site)
    calls: dict[str, Callable[[], float]] = {
        "upload, last byte to answer": lambda: site.upload(content),
        "sandbox.read of the same bytes": lambda: timed(lambda: sandbox.read(content)),
        "  without the process: child.read": lambda: timed(lambda: child.read(content)),
        "sandbox.read of one line of text": lambda: timed(lambda: sandbox.read(b"ER: positive")),
        "peer: PDFium's text, in process": lambda: timed(lambda: bare_read(content)),
        "peer: PDFium's text, fresh process": lambda: timed(lambda: bare_process(content)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(options.count):
        for name, call in calls.items():
            time.sleep(0.1)  # a visitor is not followed by the next within milliseconds: the spare is ready again
            seconds[name].append(call())
    whole = statistics.median(seconds["upload, last byte to answer"])
    print(f"{len(content)} bytes, two pages, {options.count} rounds, milliseconds")
    print(f"{'':36}{'median':>9}{'p95':>9}{'of upload':>11}")
    for name, values in seconds.items():
        median, p95 = statistics.median(values), statistics.quantiles(values, n=20)[-1]
        print(f"{name:36}{1000 * median:9.1f}{1000 * p95:9.1f}{median / whole:11.2f}")


if __name__ == "__main__":
    main()
