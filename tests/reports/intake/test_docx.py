"""Word documents: what they print, in its order; what a reviewer took out or nobody can see decides nothing."""

from __future__ import annotations

import contextlib
import io
import random
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.intake import docx, sandbox
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import DEPTH, ELEMENTS, PARTS, TEXT_CHARACTERS, Document, Notice
from tests.reports.intake.records import docx as word
from tests.reports.intake.records import paragraph, run, table

DIAGNOSIS = paragraph("Final diagnosis")


def text(*body: str, **options: dict[str, str]) -> str:
    return docx.read(word("".join(body), **options)).text.rstrip("\n")


def refusal(content: bytes) -> Reason:
    with pytest.raises(Unreadable) as caught:
        docx.read(content)
    return caught.value.reason


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (paragraph("ER: ", run("Posi"), run("tive")), "ER: Positive"),
        ("<w:p><w:r><w:t>ER:</w:t><w:tab/><w:t>95</w:t><w:noBreakHyphen/><w:t>98 %</w:t></w:r></w:p>", "ER:   95-98 %"),
        ("<w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r></w:p>", "one\ntwo"),
        ('<w:p><w:r><w:t>Ki-67 </w:t><w:sym w:font="Symbol" w:char="F0B3"/><w:t>20 %</w:t></w:r></w:p>', "Ki-67 ≥20 %"),
        (paragraph(run("\uf0a3", '<w:rFonts w:ascii="Symbol"/>'), "1 %"), "≤1 %"),
        ('<w:p><w:r><w:sym w:font="Odd" w:char="F0FF"/><w:t>1 %</w:t></w:r></w:p>', "\ufffd1 %"),
        (paragraph("<w:del><w:r><w:delText>ER: Negative</w:delText></w:r></w:del>", "ER: Positive"), "ER: Positive"),
        (paragraph("<w:ins>" + run("ER: Positive") + "</w:ins>"), "ER: Positive"),
        (paragraph("<w:moveFrom>" + run("ER: ") + "</w:moveFrom>", "PR: Negative"), "PR: Negative"),
        (paragraph("ER: ", properties="<w:rPr><w:del/></w:rPr>") + paragraph("Positive"), "ER: Positive"),
        (paragraph("<w:r><w:instrText>MERGEFIELD x</w:instrText></w:r>", "ER: Positive"), "ER: Positive"),
        ("<w:sdt><w:sdtContent>" + paragraph("ER: Positive") + "</w:sdtContent></w:sdt>", "ER: Positive"),
        (paragraph('<w:hyperlink r:id="x">' + run("ER") + "</w:hyperlink>", ": Positive"), "ER: Positive"),
        (paragraph("<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val='1'/></w:checkBox></w:ffData>"
                   "</w:fldChar></w:r>", " Positive"), "☒ Positive"),
        (paragraph("<w:r><w:fldChar><w:ffData><w:checkBox><w:checked w:val='0'/><w:default w:val='1'/></w:checkBox>"
                   "</w:ffData></w:fldChar></w:r>", " Positive"), "☐ Positive"),
        (paragraph("<m:oMath><m:r><m:t>≥1</m:t></m:r></m:oMath>", " %"), "≥1 %"),
        (paragraph("<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
                   "</m:oMath>", " nodes"), "\ufffd nodes"),
        (paragraph("a") + paragraph("") + paragraph("b"), "a\n\nb"),
    ],
)  # fmt: skip
def test_paragraphs(body, expected):
    assert text(body) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("ER", "Positive", "95 %"), ("PR", "Negative", "")], "ER   Positive   95 %\nPR   Negative"),
        ([("ER", "", "95 %")], "ER   95 %"),
        ([(paragraph("ER") + paragraph("PR"), paragraph("+") + paragraph("-"))], "ER   +\nPR   -"),
        ([(paragraph("ER") + paragraph("PR"), paragraph("") + paragraph("Positive"))], "ER\nPR   Positive"),
        ([("HER2", paragraph("Equivocal") + paragraph("FISH to follow"))], "HER2   Equivocal\nFISH to follow"),
        ([(paragraph("A") + paragraph("B") + paragraph("C"), paragraph("+") + paragraph("-"))], "A\nB\nC\n+\n-"),
        ([(table(("ER", "Positive")) + "<w:p/>",)], "ER   Positive"),
        ([("ER", '<w:tcPr><w:vMerge/></w:tcPr>' + paragraph("Negative"), "95 %")], "ER   95 %"),
    ],
)  # fmt: skip
def test_tables_row_by_row(rows, expected):
    assert text(DIAGNOSIS, table(*rows)).removeprefix("Final diagnosis\n\n") == expected


def test_cells_that_do_not_begin_at_one_height_are_not_dealt_out():
    middle = "<w:tcPr><w:vAlign w:val='center'/></w:tcPr>"
    assert text(table((paragraph("ER") + paragraph("PR"), middle + paragraph("Positive")))) == "ER\nPR\nPositive"


def test_deleted_rows_are_gone():
    rows = [table(row) for row in (("ER", "Positive"), ("PR", "Negative"), ("HER2", "3+"))]
    rows[1] = rows[1].replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>")
    assert text(*rows) == "ER   Positive\n\nHER2   3+"


STYLES = (
    '<w:style w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="Child"><w:basedOn w:val="Ghost"/></w:style>'
    '<w:style w:styleId="Seen"><w:basedOn w:val="Ghost"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:styleId="Dark"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:fill="1F3864"/></w:tcPr>'
    "</w:tblStylePr></w:style>"
)
WHITE = '<w:color w:val="FFFFFF"/>'


@pytest.mark.parametrize(
    ("hidden", "notice"),
    [
        (paragraph(run("HER2: 3+", "<w:vanish/>")), Notice.HIDDEN),
        (paragraph(run("HER2: 3+", '<w:vanish w:val="true"/>')), Notice.HIDDEN),
        (paragraph(run("HER2: 3+", '<w:rStyle w:val="Ghost"/>')), Notice.HIDDEN),
        (paragraph("HER2: 3+", properties='<w:pStyle w:val="Child"/>'), Notice.HIDDEN),
        (paragraph(run("HER2: 3+", WHITE)), Notice.HIDDEN),
        (paragraph(run("HER2: 3+", '<w:color w:val="FDFDFD"/>')), Notice.HIDDEN),
        (paragraph(run("HER2: 3+", '<w:sz w:val="2"/>')), Notice.HIDDEN),
        (paragraph(run("HER2: 3+", WHITE + '<w:shd w:fill="FFFFFF"/>')), Notice.HIDDEN),
        (table((paragraph(run("HER2: 3+", WHITE)),)), Notice.HIDDEN),
        (paragraph(run("HER2: 3+", "<w:strike/>")), Notice.CROSSED_OUT),
        (paragraph(run("HER2: 3+", "<w:dstrike/>")), Notice.CROSSED_OUT),
        (paragraph('<w:r><w:drawing><wp:docPr hidden="1"/><wps:txbx><w:txbxContent>' + paragraph("HER2: 3+")
                   + "</w:txbxContent></wps:txbx></w:drawing></w:r>"), Notice.HIDDEN),
    ],
)  # fmt: skip
def test_words_that_nobody_can_read_are_left_out_and_said(hidden, notice):
    document = docx.read(word(paragraph("ER: Positive") + hidden, parts={"styles": STYLES}))
    assert "HER2" not in document.text and "ER: Positive" in document.text and document.notices == notice


@pytest.mark.parametrize(
    "shown",
    [
        paragraph(run("HER2: 3+", '<w:vanish w:val="0"/>')),
        paragraph("HER2: 3+", properties='<w:pStyle w:val="Seen"/>'),
        paragraph(run("HER2: 3+", WHITE + '<w:shd w:fill="000000"/>')),
        paragraph(run("HER2: 3+", WHITE + '<w:highlight w:val="blue"/>')),
        paragraph(run("HER2: 3+", WHITE), properties='<w:shd w:fill="333333"/>'),
        table((f'<w:tcPr><w:shd w:fill="1F3864"/></w:tcPr>{paragraph(run("HER2: 3+", WHITE))}',)),
        table((paragraph(run("HER2: 3+", WHITE)),), properties='<w:tblStyle w:val="Dark"/>'),
        paragraph(run("HER2: 3+", '<w:sz w:val="12"/>')),
        paragraph(run("HER2: 3+", '<w:color w:val="auto"/>')),
        paragraph(run("HER2: 3+", '<w:color w:val="C0C0C0"/>')),
    ],
)
def test_honest_looks_are_read(shown):
    document = docx.read(word(shown, parts={"styles": STYLES}))
    assert document.text == "HER2: 3+\n" and document.notices == Notice(0)


def test_a_text_box_is_read_once_after_its_paragraph():
    inner = f"<w:txbxContent>{paragraph('ER: Positive')}</w:txbxContent>"
    box = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert text(paragraph("above", box), paragraph("below")) == "above\n\nER: Positive\n\nbelow"
    assert text(paragraph(f"<w:r><w:pict><v:textbox>{inner}</v:textbox></w:pict></w:r>")) == "ER: Positive"


def test_headers_footers_and_notes_in_the_order_of_the_page():
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        '<w:headerReference w:type="first" r:id="header2"/>'
        '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    )
    parts = {
        "header1": paragraph("Laboratory"),
        "header2": paragraph("never shown"),
        "header3": paragraph("belongs to no section"),
        "footer1": paragraph("Signed"),
        "footnotes": f'<w:footnote w:type="separator">{paragraph("-")}</w:footnote>'
        f"<w:footnote>{paragraph('note')}</w:footnote>",
        "comments": f"<w:comment>{paragraph('HER2: 3+')}</w:comment>",
    }
    assert text(DIAGNOSIS, section, parts=parts) == "Laboratory\n\nFinal diagnosis\n\nnote\n\nSigned"
    titled = section.replace("</w:sectPr>", "<w:titlePg/></w:sectPr>")
    assert text(DIAGNOSIS, titled, parts=parts).startswith("Laboratory\n\nnever shown\n\nFinal")


def test_lists_show_the_marks_that_word_prints():
    def level(number: int, kind: str, shape: str, start: int = 1) -> str:
        return (f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
                f'<w:lvlText w:val="{shape}"/></w:lvl>')  # fmt: skip

    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{level(0, "upperLetter", "%1.")}{level(1, "decimal", "%1%2)")}'
        f"{level(2, 'lowerRoman', '(%3)', 4)}{level(3, 'bullet', '•')}</w:abstractNum>"
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
    )

    def item(words: str, deep: int = 0) -> str:
        return paragraph(words, properties=f'<w:numPr><w:ilvl w:val="{deep}"/><w:numId w:val="2"/></w:numPr>')

    body = [
        item("Left breast"),
        item("one", 1),
        item("two", 1),
        item("x", 2),
        item("Right breast"),
        item("one", 1),
        item("b", 3),
    ]
    assert text(*body, parts={"numbering": numbering}) == (
        "A. Left breast\nA1) one\nA2) two\n(iv) x\nB. Right breast\nB1) one\nb"
    )


def test_macros_and_objects_are_never_opened():
    content = word(
        paragraph("ER: Positive"), files={"word/vbaProject.bin": b"\xff" * 999, "word/embeddings/x.bin": b"\0"}
    )
    assert docx.read(content) == docx.read(word(paragraph("ER: Positive")))


def test_pictures_alone_are_no_text():
    scan = ('<w:p><w:r><w:drawing><wp:inline><wp:extent cx="7000000" cy="9000000"/><a:blip/></wp:inline></w:drawing>'
            "</w:r></w:p>")  # fmt: skip
    assert refusal(word(scan)) is Reason.PICTURES_INSIDE
    assert docx.read(word(scan + paragraph("page 1 of 1"))).notices == Notice.ATTACHMENT
    logo = scan.replace("7000000", "900000").replace("9000000", "900000")
    assert docx.read(word(logo + DIAGNOSIS)).notices == Notice(0)
    assert refusal(word("")) is Reason.EMPTY


def bomb(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w:document>" + b" " * size)
    return file.getvalue()


def lying(content: bytes, name: bytes = b"word/document.xml") -> bytes:
    """The archive declares a smaller size than comes out."""
    at = content.rindex(name) - 46
    return content[: at + 24] + (10).to_bytes(4, "little") + content[at + 28 :]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (bomb(200_000_000), Reason.UNPACKS_TOO_LARGE),
        (bomb(5_000_000), Reason.UNPACKS_TOO_LARGE),
        (lying(bomb(200_000_000)), Reason.DAMAGED),
        (word("<w:p/>" * (ELEMENTS + 1)), Reason.UNPACKS_TOO_LARGE),
        (word("<w:sdt>" * DEPTH + "</w:sdt>" * DEPTH), Reason.UNPACKS_TOO_LARGE),
        (word("<w:sdt>" * 100_000), Reason.UNPACKS_TOO_LARGE),
        (word(DIAGNOSIS, files={f"x{number}": b"" for number in range(PARTS)}), Reason.UNPACKS_TOO_LARGE),
        (word(paragraph("x" * TEXT_CHARACTERS)), Reason.TOO_MUCH_TEXT),
        (word(DIAGNOSIS).replace(b"PK\x01\x02", b"PK\x09\x02"), Reason.DAMAGED),
        (word(DIAGNOSIS)[:-30], Reason.DAMAGED),
        (word("<w:p>"), Reason.DAMAGED),
        (b"PK\x03\x04 [Content_Types].xml word/", Reason.DAMAGED),
    ],
    ids=lambda value: None if isinstance(value, Reason) else f"{len(value)} bytes",
)
def test_bombs_and_broken_archives(content, reason):
    started = time.process_time()
    assert refusal(content) is reason
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE d [<!ENTITY a "ER">]>',
        '<!DOCTYPE d SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;">]>',
    ],
)
def test_no_document_type_and_no_entities(declaration):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("word/document.xml", f"{declaration}<document>&a;</document>")
    assert refusal(file.getvalue()) is Reason.DAMAGED


def test_a_locked_part():
    content = bytearray(word(DIAGNOSIS))
    at = content.rindex(b"word/document.xml") - 46
    content[at + 8] |= 1
    assert refusal(bytes(content)) is Reason.LOCKED_WORD


def test_through_the_child():
    document = sandbox.read(word(table(("ER", "Positive")), parts={"styles": STYLES}))
    assert document.kind == "docx" and document.text == "ER   Positive\n"


def test_random_damage_is_a_document_or_a_reason():
    chance = random.Random(8)
    honest = word(DIAGNOSIS + table(("ER", "Positive")), parts={"styles": STYLES, "header1": paragraph("x")})
    for _ in range(400):
        content = bytearray(honest)
        for _ in range(chance.randint(1, 5)):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        with contextlib.suppress(Unreadable):
            assert isinstance(docx.read(bytes(content)), Document)


_TAGS = st.sampled_from(
    ["w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:pPr", "w:rPr", "w:vanish", "w:numPr", "w:sdt", "w:drawing",
     "w:sym", "mc:AlternateContent", "mc:Choice", "w:txbxContent", "w:ins", "w:del", "w:br", "m:oMath",
     "w:fldChar", "w:shd"]
)  # fmt: skip
_TREES = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_characters="<&", exclude_categories=["Cc"]), max_size=8),
    lambda inner: st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", _TAGS, st.lists(inner, max_size=4)),
    max_leaves=30,
)


@settings(max_examples=300, deadline=None)
@given(_TREES)
def test_any_body_is_a_document_or_a_reason(body):
    with contextlib.suppress(Unreadable):
        assert isinstance(docx.read(word(body)), Document)
