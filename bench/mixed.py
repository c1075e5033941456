"""A thousand mixed uploads, one visitor each, and what is left of them: memory, processes, open files, files, rows.

    .venv/bin/python -m bench.uploads --mixed 1000 [--hostile FOLDER]

Starts a site of its own (`run.py` with a new data folder) and ends it. Text PDFs, pastes, Word documents, HL7, FHIR,
CDA and hostile files come in turns; some pictures between them are read to the end, others are stopped while they wait.
Half of the reports are deleted by their visitors; the hour of the others is over at the end. Exits with 1 where
something is left.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from itertools import cycle
from pathlib import Path

from bench.reports import generating, rendering
from tests.reports.intake import records
from tests.reports.live import Browser

BASE = Path(__file__).resolve().parent.parent
WARM_UP = 60  # uploads, after which each process has loaded what it loads
MOST_GROWTH = 50 * 1024 * 1024  # bytes of the web processes together
ROOM_SECONDS = 600.0  # for a picture to find room in the line, or to be read
TABLES = ("reports_sealedreport", "reports_slowreading", "reports_sealedupload", "django_tasks_database_dbtaskresult")
PLACES = tuple(Path(place) for place in ("/tmp", "/var/tmp", "/dev/shm"))
Upload = tuple[str, bytes | str]


def documents(hostile: Path | None) -> Iterator[Upload]:
    """Endless. Every kind that is taken without a picture, each time with another report; then a hostile file."""
    rows = cycle(list(generating.rows(4711, 120, "both", twins=False)))
    files = sorted(path for path in hostile.iterdir() if path.is_file()) if hostile else []
    bad = cycle(files)
    for row in rows:
        text = row["text"]
        lines = [line.replace("&", "and").replace("<", "").replace(">", "") for line in text.split("\n")]
        yield "pdf", rendering.pdf(row)
        yield "paste", text
        yield "docx", records.docx("".join(records.paragraph(line) for line in lines))
        yield "hl7", records.hl7(records.obr(), *(records.obx("Report", line.replace("|", " ")) for line in lines))
        yield "fhir", records.fhir(records.report(conclusion=text))
        yield "cda", records.cda(records.section("Final diagnosis", "<br/>".join(lines)))
        if files:
            yield "hostile", next(bad).read_bytes()


def pictures() -> Iterator[bytes]:
    for row in cycle(list(generating.rows(99, 20, "both", twins=False))):
        yield rendering.rendered(row, "scan150")[1]
        yield rendering.rendered(row, "photo")[1]


class Site:
    """`run.py` and everything below it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.data, self.said = folder / "data", folder / "said.txt"
        command = [sys.executable, "run.py", "--port", str(self.port), "--data", str(self.data)]
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(command, cwd=BASE, stdout=said, stderr=said)
        while "Ctrl-C ends it" not in self.said.read_text():
            if self.process.poll() is not None:
                raise SystemExit(self.said.read_text())
            time.sleep(0.2)
        while len(self.rows("SELECT id FROM reports_readerrun")) < min(2, os.cpu_count() or 1):
            time.sleep(0.2)

    def rows(self, question: str) -> list[tuple[object, ...]]:
        with contextlib.closing(sqlite3.connect(self.data / "oncokind.sqlite3", timeout=30)) as database, database:
            return database.execute(question).fetchall()

    def processes(self) -> dict[int, str]:
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit():
                    parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        below = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in below} - below:
            below |= more
        return {pid: _read(pid, "cmdline").replace("\0", " ") for pid in below}

    def web(self) -> list[int]:
        """gunicorn's workers: the site's own memory, without the processes that open files."""
        return [pid for pid, command in self.processes().items() if "gunicorn" in command]

    def memory(self) -> int:
        pages = sum(int(_read(pid, "statm").split()[1]) for pid in self.web())
        return pages * os.sysconf("SC_PAGE_SIZE")

    def open_files(self) -> int:
        return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in self.web())

    def files(self) -> set[str]:
        return {str(path.relative_to(self.data)) for path in self.data.rglob("*")}

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def _read(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_text()


def elsewhere() -> set[str]:
    return {str(path) for place in PLACES if place.is_dir() for path in place.iterdir()}


class Run:
    def __init__(self, site: Site) -> None:
        self.site, self.answers, self.slowest = site, Counter[str](), 0.0
        self.pictures: list[tuple[Browser, str]] = []

    def send(self, kind: str, content: bytes | str, *, delete: bool, to_the_end: bool = False) -> None:
        browser = Browser(self.site.port)
        token, begin = browser.token(), time.monotonic()
        given = {"text": content} if isinstance(content, str) else {"file": ("r", content)}
        answer = browser.post("/reports/", token=token, **given)  # type: ignore[arg-type]
        self.slowest = max(self.slowest, time.monotonic() - begin)
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and to_the_end:
            time.sleep(2)
            return self.send(kind, content, delete=delete, to_the_end=True)
        self.answers[f"{kind} {answer.status}"] += 1
        if answer.status != HTTPStatus.SEE_OTHER:
            return None
        address = answer.headers["Location"]
        page = browser.get(address)
        if page.status != HTTPStatus.OK:
            self.answers[f"{kind}, its page {page.status}"] += 1
        waits = "progress__" in page.body or "?told=" in (page.headers["Refresh"] or "")
        if to_the_end:
            self.pictures.append((browser, address))
        elif delete or waits:
            self.answers[f"{kind}, stopped while it waits"] += waits
            browser.post(f"{address}delete/")
        return None

    def wait_for_pictures(self) -> Counter[str]:
        ends, deadline = Counter[str](), time.monotonic() + ROOM_SECONDS
        for browser, address in self.pictures:
            while True:
                page = browser.get(address)
                if "?told=" not in (page.headers["Refresh"] or "") or time.monotonic() > deadline:
                    break
                time.sleep(1)
            final = browser.get(page.headers["Location"]) if page.status == HTTPStatus.FOUND else page
            explained = final.status == HTTPStatus.OK and re.search(r'id="correct|name="page', final.body)
            ends["explained" if explained else "not read"] += 1
        return ends


def main(count: int, hostile: Path | None, to_read: int) -> int:
    before_elsewhere = elsewhere()
    with tempfile.TemporaryDirectory(prefix="mixed") as folder:
        site = Site(Path(folder))
        try:
            left = measure(site, count, hostile, to_read)
        finally:
            site.end()
    new = {path for path in elsewhere() - before_elsewhere if Path(path).name.startswith(("onco", "report", "tmp"))}
    print(f"new entries in {', '.join(map(str, PLACES))} that could be ours: {sorted(new) or 'none'}")
    return left


def measure(site: Site, count: int, hostile: Path | None, to_read: int) -> int:
    run, source, shots = Run(site), documents(hostile), pictures()
    began = time.monotonic()
    every = max(1, count // max(1, to_read))
    for number in range(count):
        if number == WARM_UP:
            memory, files, handles, processes = site.memory(), site.files(), site.open_files(), len(site.processes())
        if to_read and number % every == every - 1:
            run.send("picture", next(shots), delete=False, to_the_end=True)
        else:
            kind, content = next(source)
            run.send(kind, content, delete=number % 2 == 0)
    ends = run.wait_for_pictures()
    minutes = (time.monotonic() - began) / 60
    site.rows("UPDATE reports_sealedreport SET expires_at = datetime('now', '-1 second')")
    rows = 1
    deadline = time.monotonic() + 90  # the purge comes by every 30 seconds
    while rows and time.monotonic() < deadline:
        time.sleep(1)
        rows = sum(int(str(site.rows(f"SELECT count(*) FROM {table}")[0][0])) for table in TABLES)
    growth = site.memory() - memory
    print(f"{count} uploads in {minutes:.1f} minutes; the slowest answer took {run.slowest:.1f} s")
    for answer, times in sorted(run.answers.items()):
        if times:
            print(f"  {answer:40}{times:5}")
    print(f"  pictures to the end: {dict(ends)}")
    print(f"web processes: {memory / 2**20:.1f} MB after {WARM_UP}, growth {growth / 2**20:.1f} MB")
    print(f"open files of the web {handles} → {site.open_files()}, processes {processes} → {len(site.processes())}")
    fresh = site.files() - files
    print(f"rows left: {rows}; new files in the data folder: {sorted(fresh) or 'none'}")
    errors = sum(
        times for answer, times in run.answers.items() if re.search(r" 5\d\d$", answer) and "503" not in answer
    )
    bad = errors or rows or growth > MOST_GROWTH or len(site.processes()) > processes
    return int(bool(bad))
