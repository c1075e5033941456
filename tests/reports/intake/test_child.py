"""What the child makes of a document: here without the process, so that each branch is seen. No hostile file here."""

from __future__ import annotations

import platform
import struct

import pytest

from reports.intake import child, glyphs, landlock, pdf, protocol, seccomp
from reports.intake.errors import Reason, Unreadable
from reports.intake.layout import Glyph
from tests.reports.intake import documents


@pytest.fixture(scope="module", autouse=True)
def _pdfium():
    pdf.start()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"ER: positive", "ER: positive"),
        (documents.pdf(documents.words("ER: positive")), "ER: positive\n"),
        (b"\x89PNG\r\n\x1a\n", ""),  # a picture: still to be read
        (b"GIF89a", Reason.PICTURE_KIND),
        (b"%PDF-1.7 nothing", Reason.DAMAGED),
        (documents.locked("secret"), Reason.LOCKED),
        (documents.pdf(documents.empty), ""),
        (documents.pdf(*[documents.words("x")] * 41), Reason.TOO_MANY_PAGES),
        (b"x" * (protocol.FILE_BYTES + 1), Reason.TOO_LARGE),
    ],
)
def test_a_document_or_a_reason(content, expected):
    result = child.read(content)
    assert (result.text if isinstance(result, protocol.Document) else result) == expected


def test_what_a_library_throws_ends_as_a_code(monkeypatch):
    monkeypatch.setattr(pdf, "read", lambda _: 1 / 0)
    assert child.read(b"%PDF-1.7") is Reason.UNREADABLE


@pytest.mark.parametrize("hide", documents.HIDDEN.values())
def test_hidden_words_without_the_process(hide):
    assert "HER2" not in pdf.read(documents.with_hidden(hide)).text


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_pages_and_margins_without_the_process(degrees):
    def draw(canvas):
        documents.cells((72, 560, documents.SHOWN), (72, 546, "A second line"))(canvas)
        canvas.acroForm.textfield(value="a field", x=200, y=450, width=120, height=20)
        for turn in (90, 180, 270):
            canvas.saveState()
            canvas.translate(300, 300)
            canvas.rotate(turn)
            canvas.drawString(20, 20, f"turned {turn}")
            canvas.restoreState()
        canvas.drawImage(documents.noise(), 100, 100, 50, 50)

    def turned(canvas):
        draw(canvas)
        canvas._pageRotation = degrees

    text = pdf.read(documents.pdf(turned)).text
    assert text.startswith(f"{documents.SHOWN}\nA second line\n")
    for part in ("a field", "turned 90", "turned 180", "turned 270"):
        assert part in text


def test_pictures_within_forms_are_pictures():
    def draw(canvas):
        canvas.beginForm("inner")
        canvas.drawImage(documents.noise(), 0, 0, 595, 842)
        canvas.endForm()
        canvas.doForm("inner")
        canvas.setFillColorRGB(1, 1, 1)
        canvas.rect(50, 690, 300, 40, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(72, 700, "a fax line")

    assert pdf.read(documents.pdf(draw)) == protocol.Document("scan", "", (0,), 1, (1,))


def test_pages_that_make_no_document():
    with pytest.raises(Unreadable) as caught:
        pdf.joined(["x" * protocol.TEXT_CHARACTERS])
    assert caught.value.reason is Reason.TOO_MUCH_TEXT


def test_pages_without_text_are_a_scan():
    assert pdf.joined([None, None]) == protocol.Document("scan", "", (0, 0), 2, (1, 2))


def test_pages_that_make_the_largest_document():
    half = "x" * (protocol.TEXT_CHARACTERS // 2 - 1)
    document = pdf.joined([half, None, half])
    assert len(document.text) == protocol.TEXT_CHARACTERS and document.unread_pages == (2,)
    assert document.page_starts == (0, len(half) + 1, len(half) + 1)


def test_a_hidden_letter_keeps_its_place():
    assert glyphs.placed(
        glyphs.Letter("x", False, 1, 2, 3, 4, 1, 4, 0), glyphs.Frame(100, 200, 0, (1, 0, 0), (0, -1, 200)), True
    ) == Glyph("x", 1, 3, 4, 2, True)


# --- The programs for the kernel are plain bytes: a small machine runs them here ----------------------------------


def verdict(program: bytes, number: int, *, machine: int = 0xC000003E, first: int = 0, third: int = 0) -> str:
    """What the kernel would say to a call, by the rules of classic BPF."""
    call = struct.pack("=IIQ6Q", number, machine, 0, first, 0, third, 0, 0, 0)
    steps = [struct.unpack_from("=HBBI", program, at) for at in range(0, len(program), 8)]
    accumulator, at = 0, 0
    while True:
        code, yes, no, value = steps[at]
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("=I", call, value)
        elif code == 0x06:
            return {0x7FFF0000: "allow", 0x00050001: "eperm", 0x00050026: "enosys", 0x80000000: "kill"}[value]
        else:
            holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[code]
            at += yes if holds else no


@pytest.mark.parametrize(("machine", "column", "audit"), [("x86_64", 0, 0xC000003E), ("aarch64", 1, 0xC00000B7)])
def test_the_filter_says_what_its_tables_say(machine, column, audit):
    program = seccomp.program(machine)
    allowed = {pair[column] for pair in seccomp.ALLOWED.values()}
    fatal = {pair[column] for pair in seccomp.FATAL.values()}
    memory = {pair[column] for pair in seccomp.NOT_EXECUTABLE.values()}
    for table in (allowed, fatal, memory):
        table.discard(-1)
    assert not allowed & fatal and not memory & (allowed | fatal)
    for number in range(600):
        expected = "allow" if number in allowed | memory else "kill" if number in fatal else "eperm"
        assert verdict(program, number, machine=audit) == expected, number
        assert verdict(program, number, machine=0x40000003) == "kill"  # another numbering
        assert verdict(program, number | 0x40000000, machine=audit) == "kill"  # x32
    for number in memory:
        assert verdict(program, number, machine=audit, third=7) == "eperm"
        assert verdict(program, number, machine=audit, third=3) == "allow"


@pytest.mark.parametrize(("machine", "column", "audit"), [("x86_64", 0, 0xC000003E), ("aarch64", 1, 0xC00000B7)])
def test_the_filter_with_threads_allows_a_thread_and_nothing_more(machine, column, audit):
    plain, threads = seccomp.program(machine), seccomp.program(machine, threads=True)
    clone, clone3 = seccomp.FATAL["clone"][column], seccomp.FATAL["clone3"][column]
    added = {pair[column] for pair in seccomp.THREADS.values()}
    for number in set(range(600)) - {clone, clone3}:
        expected = "allow" if number in added else verdict(plain, number, machine=audit)
        assert verdict(threads, number, machine=audit) == expected, number
        assert verdict(threads, number | 0x40000000, machine=audit) == "kill"
    assert verdict(threads, clone3, machine=audit, first=seccomp.A_THREAD) == "enosys"
    assert verdict(threads, clone, machine=audit, first=seccomp.A_THREAD) == "allow"
    fork, vfork, namespaces = 17, 0x4111, [1 << bit for bit in (7, 17, 25, 26, 27, 28, 29, 30)]
    one_bit_more_or_less = [seccomp.A_THREAD ^ (1 << bit) for bit in range(32)]
    for flags in (0, fork, vfork, 0x01200011, *namespaces, *one_bit_more_or_less, 0xFFFFFFFF):
        assert verdict(threads, clone, machine=audit, first=flags) == "kill", hex(flags)
        assert verdict(threads, clone, machine=audit, first=flags | seccomp.A_THREAD << 32) == "kill"
    assert verdict(plain, clone, machine=audit, first=seccomp.A_THREAD) == "kill"
    assert verdict(plain, clone3, machine=audit) == "kill"


def test_no_filter_for_a_machine_whose_numbers_we_do_not_know():
    with pytest.raises(LookupError):
        seccomp.program("riscv64")
    assert seccomp.program() == seccomp.program(platform.machine())


@pytest.mark.parametrize(
    ("abi", "size", "rights"), [(1, 8, 13), (2, 8, 14), (3, 8, 15), (4, 16, 15), (5, 16, 16), (7, 24, 16)]
)
def test_landlock_denies_all_that_the_kernel_knows(abi, size, rights):
    attribute = landlock.rules(abi)
    assert len(attribute) == size
    numbers = struct.unpack(f"={size // 8}Q", attribute)
    assert numbers[0].bit_count() == rights and all(number == 3 for number in numbers[1:])


def test_landlock_tells_its_version():
    class Kernel:
        def __init__(self, answer: int) -> None:
            self.answer = answer

        def syscall(self, *_: object) -> int:
            return self.answer

    assert landlock.abi(Kernel(7)) == 7
    assert landlock.abi(Kernel(-1)) == 0


@pytest.mark.parametrize("draw", [documents.words("x" * 120), documents.cells((-40, 600, "not amplified"))])
def test_lines_cut_by_the_edge_without_the_process(draw):
    assert "\ufffd" in pdf.read(documents.pdf(draw, documents.words(documents.SHOWN))).text


def test_letters_wholly_beyond_the_edge_leave_nothing():
    text = pdf.read(
        documents.pdf(documents.cells((72, 600, documents.SHOWN), (700, 500, "beyond"), (-90, 400, "before")))
    ).text
    assert text == f"{documents.SHOWN}\n"


def test_too_many_letters_and_broken_pages_without_the_process(monkeypatch):
    good = documents.pdf(documents.words("page one"), documents.words("page two"), pageCompression=0)
    assert pdf.read(good.replace(b"(page two) Tj", b"(page two) T?")).unread_pages == (2,)
    monkeypatch.setattr(pdf, "TEXT_CHARACTERS", 12)
    with pytest.raises(Unreadable) as caught:
        pdf.read(good)
    assert caught.value.reason is Reason.TOO_MUCH_TEXT


def test_a_page_tree_that_lies_raises_nothing():
    gone = documents.pdf(documents.words("page one"), pageCompression=0).replace(b"/Type /Page\n", b"/Type /Gone")
    result = child.read(gone)
    assert result is Reason.DAMAGED or (isinstance(result, protocol.Document) and result.text in ("", "page one\n"))
    none = documents.pdf(documents.words("x"), pageCompression=0).replace(b"/Count 1", b"/Count 0")
    assert isinstance(child.read(none), (Reason, protocol.Document))
