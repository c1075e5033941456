"""Pictures through the real children: both readers read, nothing but words comes out, and nothing is left behind."""

from __future__ import annotations

import contextlib
import io
import os
import random
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from guides import catalog
from reports import pipeline
from reports.intake import pictures, protocol, sandbox, words
from reports.intake.errors import Reason, Unreadable
from reports.intake.pages import Pending
from tests.reports.intake import documents
from tests.reports.intake.processes import WITHOUT, children, proc, wait_until

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the protections are Linux's"),
    pytest.mark.skipif(not pictures.available(), reason="rapidocr is not installed"),
]
HOSTILE = settings.BASE_DIR.parent / "shared" / "hostile" / "files"
FILES = int(os.environ.get("ONCOKIND_TEST_DOCUMENTS", "12"))
CANARY = "canary-canary-canary"
LINES = [
    "SURGICAL PATHOLOGY REPORT", "Breast, left, core biopsy: Invasive ductal carcinoma",
    "Estrogen receptor (ER): Positive (95%)", "HER2 (IHC): Equivocal (2+)", "HER2 FISH ratio 1.3: Not amplified",
]  # fmt: skip
# A first reader that reads nothing and loads no model: for tests of the process around it.
NO_MODELS = (
    "from reports.intake.painting import painter; painter.cv2.setNumThreads(1); "
    "painter.Recogniser = type('R', (), {'read': lambda s, page: (page, []), 'words': lambda s, page: []})"
)


def page() -> Image.Image:
    image = Image.new("L", (1240, 620), 255)
    font = ImageFont.load_default(30)
    for number, line in enumerate(LINES):
        ImageDraw.Draw(image).text((80, 80 + 90 * number), line, 0, font)
    return image


def jpeg(image: Image.Image) -> bytes:
    """With the words of a camera and an editor in it."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = CANARY  # description, artist
    exif.get_ifd(0x8825)[29] = CANARY  # date of the place where it was taken
    written = io.BytesIO()
    image.save(written, "JPEG", quality=90, exif=exif, comment=CANARY.encode())
    return written.getvalue()


@pytest.fixture(autouse=True)
def _protected(monkeypatch):
    """No test of pictures passes because protections are not asked for."""
    monkeypatch.setattr(sandbox, "_unprotected_is_allowed", lambda: False)


@pytest.fixture
def _without_models(monkeypatch):
    start_with(monkeypatch, NO_MODELS)


def start_with(monkeypatch, *statements: str) -> None:
    steps = ["import sys; sys.path += sys.argv[1:]", *statements, "from reports.intake.painting import painter"]
    monkeypatch.setattr(pictures, "_PAINTER", "\n".join([*steps, "painter.main()"]))


def scribe_with(monkeypatch, *statements: str) -> None:
    steps = ["import sys; sys.path += sys.argv[1:3]", *statements, "from reports.intake import scribe"]
    monkeypatch.setattr(pictures, "_SCRIBE", "\n".join([*steps, "scribe.main()"]))


def running() -> set[int]:
    """The processes of this one, but for the spare reader of documents that waits for the next."""
    sandbox._spares.take().end()
    return children()


def pages_of(content: bytes) -> list[pipeline.PageText]:
    pending = pipeline.survey(content)
    assert isinstance(pending, Pending)
    return list(pipeline.read_pages(content, pending))


def test_both_readers_read_a_photo(monkeypatch, tmp_path):
    """And leave nothing in HOME or the folder of temporary files, and no process."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    start_with(monkeypatch, f"import os; os.environ['HOME'] = os.environ['TMPDIR'] = {str(tmp_path)!r}")
    before = running()
    content = jpeg(page())
    (read,) = pages_of(content)
    assert [line for line in read.text.split("\n") if line] == LINES
    assert [line for line in read.second.split("\n") if line] == LINES
    assert CANARY not in read.text + read.second
    document = pipeline.assemble(pipeline.survey(content), [read])
    assert (document.kind, document.pictures, document.unread_pages) == ("photo", (1,), ())
    findings = {finding.marker: finding for finding in pipeline.read(document).findings}
    assert (findings["ER"].status, findings["HER2_IHC"].value) == ("positive", "2+")
    assert list(tmp_path.iterdir()) == []
    assert running() <= before


def test_without_tesseract_the_first_reader_reads_twice(monkeypatch):
    monkeypatch.setattr(pictures, "program", lambda: None)
    upside_down = page().rotate(180)
    (read,) = pages_of(jpeg(upside_down))
    assert [line for line in read.text.split("\n") if line] == LINES
    assert "HER2 (IHC): Equivocal (2+)" in read.second


def test_a_mixed_document_and_pages_of_a_tiff(monkeypatch):
    """Pages in their order; the blank one counts as read, and the program that fails leaves one reader alone."""
    scribe_with(monkeypatch, "from reports.intake import scribe; scribe.os.execve = lambda *a: scribe.os._exit(1)")
    written = io.BytesIO()
    blank = Image.new("L", page().size, 255)
    page().save(
        written, "TIFF", compression="tiff_lzw", save_all=True, append_images=[blank, page().rotate(90, expand=True)]
    )
    read = pages_of(written.getvalue())
    assert [one.number for one in read] == [1, 2, 3]
    assert LINES[3] in read[0].text and read[1].text == "" and LINES[3] in read[2].text
    assert [one.second for one in read] == ["", "", ""]
    document = pipeline.assemble(pipeline.survey(written.getvalue()), read)
    assert document.unread_pages == ()
    assert {f.status for f in pipeline.read(document).findings if f.context == "current"} == {"unclear"}


@pytest.mark.usefixtures("_without_models")
def test_a_scanned_pdf_is_painted_page_by_page():
    content = documents.pdf(documents.words(documents.SHOWN), documents.picture, documents.empty)
    pending = pipeline.survey(content)
    assert isinstance(pending, Pending)
    assert pending.pages == (2, 3)
    read = list(pipeline.read_pages(content, pending))
    assert [(one.number, one.read) for one in read] == [(2, False), (3, True)]  # noise without words; blank
    assert pipeline.assemble(pending, read).unread_pages == (2,)


@pytest.mark.usefixtures("_without_models")
def test_closing_ends_the_processes_at_once():
    before = running()
    content = documents.pdf(documents.picture, documents.picture)
    read = pipeline.read_pages(content, pipeline.survey(content))
    assert next(read).number == 1
    assert len(running()) == len(before) + 1
    read.close()
    assert running() <= before


@pytest.mark.parametrize("removed", ["landlock", "seccomp", "rlimits", "one_thread"])
def test_a_child_without_a_protection_sees_no_picture(monkeypatch, removed):
    start_with(monkeypatch, WITHOUT[removed], NO_MODELS)
    with pytest.raises(Unreadable) as caught:
        pages_of(jpeg(page()))
    assert caught.value.reason is Reason.CLOSED


@pytest.mark.usefixtures("_without_models")
def test_a_picture_that_claims_too_many_pixels():
    written = io.BytesIO()
    Image.new("1", (8000, 7000)).save(written, "PNG")
    with pytest.raises(Unreadable) as caught:
        pages_of(written.getvalue())
    assert caught.value.reason is Reason.TOO_MANY_PIXELS


@pytest.mark.usefixtures("_without_models")
@pytest.mark.parametrize("content", [b"\xff\xd8\xff" + bytes(99), b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8 "])
def test_a_broken_picture_is_damaged(content):
    with pytest.raises(Unreadable) as caught:
        pages_of(content)
    assert caught.value.reason is Reason.DAMAGED


@pytest.mark.usefixtures("_without_models")
@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_a_broken_photo_of_a_phone_says_how_to_save_it(brand):
    with pytest.raises(Unreadable) as caught:
        pages_of(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + bytes(200))
    assert caught.value.reason is Reason.HEIC
    assert "JPEG" in catalog.wording("en").sentences["refused.heic"]


@pytest.mark.corpus
@pytest.mark.skipif(not HOSTILE.is_dir(), reason="no ../shared/hostile here")
@pytest.mark.parametrize("name", ["fork", "clone_a_process", "clone_in_memory", "start_program"])
def test_a_photo_of_a_phone_is_decoded_in_the_child(monkeypatch, name):
    """HEIC, whose decoder starts a thread. After it, the same process still starts no other."""
    pytest.importorskip("pi_heif")
    start_with(
        monkeypatch,
        NO_MODELS,
        "from tests.reports.intake import attacks; from reports.intake import lockdown, words",
        "lock, read = lockdown.lock, painter.read",
        "def first_read(content, number, *rest):",
        "    if number == 1: return read(content, number, *rest)",
        f"    told = attacks.{name}(content).text",
        f"    return words.Painted(words.READ, 1, 1, b'x', ({_TELL},))",
        "def lock_first(*limits, **rest):",
        "    held = lock(*limits, **rest); painter.read = first_read; return held",
        "lockdown.lock = lock_first",
    )
    before = running()
    content = next(HOSTILE.glob("*.heif")).read_bytes()
    asked = pictures._started(pictures._PAINTER)
    try:
        sandbox.check(asked)
        painted = pictures._painted(asked, protocol.REQUEST.pack(len(content)) + content, 1)
        assert painted.outcome == words.READ and min(painted.width, painted.height) > 90
        status = proc(asked.pid, "status")
        assert "\nSeccomp:\t2\n" in status and "\nThreads:\t1\n" in status
        if name in {"clone_in_memory", "start_program"}:  # no such call; no pipe. The others end the process
            assert pictures._painted(asked, b"", 2).words[0].text.startswith("refused")
        else:
            with pytest.raises(Unreadable):
                pictures._painted(asked, b"", 2)
            wait_until(lambda: not asked.alive(), 5)
    finally:
        asked.end()
    half = content[: len(content) // 2]
    with pytest.raises(Unreadable) as caught:
        pages_of(half)
    assert caught.value.reason is Reason.HEIC
    assert running() <= before


def test_the_first_reader_waits_without_rights_in_any_thread():
    """A thread that a library keeps in store would have kept what the others gave up."""
    waiting = pictures._started(pictures._PAINTER)
    try:
        sandbox.check(waiting)
        (status,) = [task.read_text() for task in Path(f"/proc/{waiting.pid}/task").glob("*/status")]
        assert "\nSeccomp:\t2\n" in status and "\nCapEff:\t0000000000000000\n" in status
        limits = proc(waiting.pid, "limits")
        (row,) = [line for line in limits.splitlines() if line.startswith("Max processes")]
        soft, hard = (int(number) for number in row.split()[2:4])
        assert 64 <= soft == hard <= 1 << 16
    finally:
        waiting.end()


def test_where_nothing_reads_pictures_it_is_said(monkeypatch):
    monkeypatch.setattr(pictures, "available", lambda: False)
    for content, reason in ((jpeg(page()), Reason.PICTURE), (documents.pdf(documents.picture), Reason.SCAN)):
        with pytest.raises(Unreadable) as caught:
            pipeline.survey(content)
        assert caught.value.reason is reason
    mixed = pipeline.survey(documents.pdf(documents.words(documents.SHOWN), documents.picture))
    assert isinstance(mixed, protocol.Document)
    assert mixed.unread_pages == (2,)


ATTACKS = [
    "read_files", "write_files", "connect_inet", "execute", "fork", "signal_parent", "memory", "raise_limits",
]  # fmt: skip
IN_FIRST_READER = [
    *ATTACKS, "executable_memory", "start_program", "clone_a_process", "clone_in_memory", "other_numbering",
    "unshare",
]  # fmt: skip
_TELL = "words.Word(told.replace('\\n', ' ')[:400], 0, 0, 9, 9, 99)"


@pytest.mark.parametrize("thread", [False, True])
@pytest.mark.parametrize("name", IN_FIRST_READER)
def test_what_takes_over_the_first_reader_gets_nowhere(monkeypatch, tmp_path, name, thread):
    """Nor in a thread: it may start some, and they have no more rights than it has."""
    (there := tmp_path / "canary.there").write_text("secret")
    target = b"9" if name == "connect_inet" else str(tmp_path / "canary").encode()
    start_with(
        monkeypatch,
        NO_MODELS,
        "from tests.reports.intake import attacks; from reports.intake import lockdown, words",
        "lock = lockdown.lock",
        "def attack(content, *rest):",
        f"    told = attacks.{'in_a_thread' if thread else 'at_once'}(attacks.{name}, {target!r}).text",
        f"    return words.Painted(words.READ, 1, 1, b'x', ({_TELL},))",
        "def lock_first(*limits, **rest):",
        "    held = lock(*limits, **rest); painter.read = attack; return held",
        "lockdown.lock = lock_first",
    )
    try:
        told = pages_of(jpeg(page()))[0].text
    except Unreadable as unreadable:
        told = unreadable.reason.value
    if name not in {"read_files", "write_files"}:  # what ends the process tells nothing
        told = told.replace("unreadable", "refused")
    assert told.startswith("refused") and "HARM" not in told
    assert [path.name for path in tmp_path.iterdir()] == ["canary.there"] and there.read_text() == "secret"


@pytest.mark.skipif(pictures.program() is None, reason="tesseract is not installed")
@pytest.mark.parametrize("name", [*ATTACKS, "start_thread", "read_memory_of_parent"])
def test_what_takes_over_the_second_reader_gets_nowhere(monkeypatch, tmp_path, name):
    """In the process that becomes tesseract, with the rights that tesseract has: all but new code in memory."""
    (tmp_path / "canary.there").write_text("secret")
    target = b"9" if name == "connect_inet" else str(tmp_path / "canary").encode()
    scribe_with(
        monkeypatch,
        "from tests.reports.intake import attacks; from reports.intake import scribe",
        "def attack(*rest):",
        "    scribe.os.read(0, 100)",
        f"    told = attacks.{name}({target!r}).text",
        r"    row = '5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t99\t' + told.replace('\n', ' ')[:400]",
        r"    scribe.os.write(1, ('head\n' + row + '\n').encode()); scribe.os._exit(0)",
        "scribe.os.execve = attack",
    )
    painted = words.Painted(words.READ, 4, 4, bytes(16))
    told = " ".join(word.text for word in pictures._second(painted))
    if name not in {"read_files", "write_files"}:
        told = told or "refused"
    assert told.startswith("refused") and "HARM" not in told
    assert [path.name for path in tmp_path.iterdir()] == ["canary.there"]


@pytest.mark.parametrize(
    "answer",
    ["b''", "b'x' * 5", "words.HEAD.pack(0, 3, 3, 8, 0, 0)", "words.HEAD.pack(0, 3, 3, 9, 0, 0) + b'abc'",
     "words.HEAD.pack(0, 1, 1, 1, 9, 0) + b'x' * 10"],
)  # fmt: skip
def test_a_child_that_lies_is_a_file_that_could_not_be_read(monkeypatch, answer):
    start_with(
        monkeypatch,
        NO_MODELS,
        "from reports.intake import lockdown, words; lock = lockdown.lock",
        "def lie(*rest):",
        f"    painter._send({answer}); painter.os._exit(0)",
        "def lock_first(*limits, **rest):",
        "    held = lock(*limits, **rest); painter.read = lie; return held",
        "lockdown.lock = lock_first",
    )
    with pytest.raises(Unreadable) as caught:
        pages_of(jpeg(page()))
    assert caught.value.reason is Reason.UNREADABLE


def test_a_reader_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(protocol, "PAGE_SECONDS", 1.0)
    start_with(
        monkeypatch,
        NO_MODELS,
        "from tests.reports.intake import attacks; from reports.intake import lockdown; lock = lockdown.lock",
        "def lock_first(*limits, **rest):",
        "    held = lock(*limits, **rest); painter.read = attacks.hang; return held",
        "lockdown.lock = lock_first; attacks.hang.__code__ = (lambda *a: __import__('time').sleep(60)).__code__",
    )
    before, started = running(), time.monotonic()
    with pytest.raises(Unreadable) as caught:
        pages_of(jpeg(page()))
    assert caught.value.reason is Reason.UNREADABLE
    assert time.monotonic() - started < 30
    assert running() <= before


@pytest.mark.corpus
@pytest.mark.skipif(not HOSTILE.is_dir(), reason="no ../shared/hostile here")
@pytest.mark.usefixtures("_without_models")
def test_hostile_pictures_end_as_a_reason_or_as_pages():
    """A sample here, all of them in the heavy checks (ONCOKIND_TEST_DOCUMENTS=1000)."""
    before = running()
    kinds = {
        ".png",
        ".jpg",
        ".tif",
        ".tiff",
        ".heif",
        ".webp",
        ".avif",
        ".bmp",
        ".gif",
        ".ico",
        ".jp2",
        ".fuzz",
        ".bin",
    }
    files = sorted(path for path in HOSTILE.iterdir() if path.suffix in kinds)
    random.Random(2).shuffle(files)
    for path in files[:FILES]:
        started = time.monotonic()
        with contextlib.suppress(Unreadable):
            content = path.read_bytes()
            found = pipeline.survey(content)
            if isinstance(found, Pending):
                assert all(isinstance(one, pipeline.PageText) for one in pipeline.read_pages(content, found))
        assert time.monotonic() - started < protocol.WALL_SECONDS + 2 * protocol.PAGE_SECONDS
    assert running() <= before
