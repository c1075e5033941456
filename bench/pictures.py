"""How well the two readers of pictures read rows of markers, and what they cost beside tesseract's own command line.

    .venv/bin/python bench/pictures.py [--pages 12] [--first 100] [--kinds 150,200,clean,300,photo,turned] [--show]

Made-up pages (bench/picture_pages.py), through the real children with all their protections. A row is right when all
its letters are; blanks do not count. `same wrong` are rows that both readers read alike and wrong. `contradictions`
compares what is stated from the picture with what is stated from the same page as a PDF with text: must be 0.
CPU is for a page, children already started; `x CLI` is beside `tesseract` on the page as it came.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncokind.settings")

import django
from PIL import Image

django.setup()

from bench import picture_pages  # noqa: E402
from reports import pipeline  # noqa: E402
from reports.intake import pictures, protocol, rows, sandbox  # noqa: E402
from reports.intake.pages import PageText, Pending  # noqa: E402
from reports.reading.findings import Reading, Status  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Sums:
    rows: int = 0
    first: int = 0
    second: int = 0
    both: int = 0
    same_wrong: int = 0
    stated: int = 0
    kept: int = 0
    contradictions: int = 0
    cpu_first: float = 0.0
    cpu_second: float = 0.0
    cpu_cli: float = 0.0
    memory: list[int] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=12)
    parser.add_argument("--first", type=int, default=100, help="seed of the first page")
    parser.add_argument("--kinds", default=",".join(picture_pages.KINDS))
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    asked = parser.parse_args()
    print("| kind | rows | rapidocr | tesseract | both | same wrong | stated kept | contradictions "
          "| CPU 1st, 2nd, CLI s | x CLI | MiB |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for kind in asked.kinds.split(","):
        sums = Sums()
        for seed in range(asked.first, asked.first + asked.pages):
            measure(kind, seed, sums, asked.show)
        print(line(kind, sums, asked.pages), flush=True)


def line(kind: str, sums: Sums, pages: int) -> str:
    cost = (sums.cpu_first + sums.cpu_second) / max(0.01, sums.cpu_cli)
    seconds = ", ".join(f"{cpu / pages:.2f}" for cpu in (sums.cpu_first, sums.cpu_second, sums.cpu_cli))
    shares = " | ".join(f"{100 * part / sums.rows:.1f} %" for part in (sums.first, sums.second, sums.both))
    kept = f"{sums.kept}/{sums.stated}"
    return (
        f"| {kind} | {sums.rows} | {shares} | {sums.same_wrong} | {kept} | {sums.contradictions} "
        f"| {seconds} | {cost:.1f} | {max(sums.memory)} |"
    )


def measure(kind: str, seed: int, sums: Sums, show: bool) -> None:
    pdf, printed = picture_pages.page(seed)
    content = picture_pages.spoil(pdf, kind, seed)
    painter = pictures._started(pictures._PAINTER)
    try:
        sandbox.check(painter)
        before = cpu(painter.pid)
        painted = pictures._painted(painter, protocol.REQUEST.pack(len(content)) + content, 1)
        sums.cpu_first += cpu(painter.pid) - before
        sums.memory.append(peak(painter.pid))
    finally:
        painter.end()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    second = pictures._second(painted) or painted.second
    sums.cpu_second += spent(before)
    sums.cpu_cli += command_line(content)
    text, doubtful = rows.lines(painted.words)
    page = PageText(1, text, rows.lines(second)[0], doubtful)
    count_rows(page, [squashed(cells, seed) for cells in printed], [squash(cells[0]) for cells in printed], sums, show)
    compare(pdf, content, page, sums, show)


def count_rows(page: PageText, wanted: list[str], names: list[str], sums: Sums, show: bool) -> None:
    first, second = ({squash(one) for one in text.split("\n")} for text in (page.text, page.second))
    for row in wanted:
        right = row in first, row in second
        sums.rows += 1
        sums.first += right[0]
        sums.second += right[1]
        sums.both += all(right)
        if show and not all(right):
            print(f"    {row}: first {right[0]}, second {right[1]}")
    alike = {one for one in first & second if one not in wanted and one.startswith(tuple(names))}
    sums.same_wrong += len(alike)
    if show and alike:
        print(f"    same and wrong: {alike}")


def compare(pdf: bytes, content: bytes, page: PageText, sums: Sums, show: bool) -> None:
    printed, pending = pipeline.survey(pdf), pipeline.survey(content)
    assert isinstance(printed, pipeline.Document) and isinstance(pending, Pending)
    truth = stated(pipeline.read(printed))
    seen = stated(pipeline.read(pipeline.assemble(pending, [page])))
    sums.stated += len(truth)
    sums.kept += len(truth.keys() & seen.keys())
    for key, measures in seen.items():
        known = truth.get(key)
        if known is None or any(known.get(name, one).casefold() != one.casefold() for name, one in measures.items()):
            sums.contradictions += 1
            if show:
                print(f"    CONTRADICTION {key} {measures}; in print {known}")


def stated(reading: Reading) -> dict[tuple[str, ...], dict[str, str]]:
    open_ = {Status.UNCLEAR, Status.CONFLICT}
    return {
        (finding.marker, finding.specimen, finding.status, finding.value, finding.context): dict(finding.measures)
        for finding in reading.findings
        if finding.status not in open_
    }


def squash(text: str) -> str:
    return re.sub(r"\s", "", text)


def squashed(cells: tuple[str, str, str], seed: int) -> str:
    labels = seed // 4 % 3 == 1
    return squash(f"{cells[0]}: {cells[1]} ({cells[2]})" if labels else "".join(cells))


def cpu(pid: int) -> float:
    numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / TICKS


def peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+)", status)[1]) // 1024  # type: ignore[index]


def spent(before: resource.struct_rusage) -> float:
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return now.ru_utime + now.ru_stime - before.ru_utime - before.ru_stime


def command_line(content: bytes) -> float:
    """What `tesseract` alone costs on the page as it came."""
    if not shutil.which("tesseract"):
        return 0.0
    as_is = io.BytesIO()
    Image.open(io.BytesIO(content)).save(as_is, "PPM")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    subprocess.run(
        ["tesseract", "stdin", "stdout"], input=as_is.getvalue(), capture_output=True, env=environment, check=True
    )
    return spent(before)


if __name__ == "__main__":
    main()
