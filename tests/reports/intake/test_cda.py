"""CDA: the narrative as printed; nothing of the header; no document type, no entities."""

from __future__ import annotations

import base64
import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.intake import cda, pdf, sandbox, web
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import DEPTH, ELEMENTS, HTML_CHARACTERS, Document, Notice
from tests.reports.intake import documents
from tests.reports.intake.records import cda as written
from tests.reports.intake.records import section

HEADING = "Pathology report\n\nDiagnosis\n"


@pytest.fixture(scope="module", autouse=True)
def _pdfium():
    pdf.start()


def refusal(content: bytes) -> Reason:
    with pytest.raises(Unreadable) as caught:
        cda.read(content)
    return caught.value.reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ER: Positive", "ER: Positive"),
        ("ER:\n   Positive<br/>PR: Negative", "ER: Positive\nPR: Negative"),
        ("<paragraph>ER: <content styleCode='Bold'>Positive</content></paragraph>", "ER: Positive"),
        ("<list><item>ER: Positive</item><item>PR: Negative</item></list>", "ER: Positive\nPR: Negative"),
        ("<list><caption>Stains</caption><item>ER<list><item>Positive</item></list></item></list>",
         "Stains\nER\nPositive"),
        ("<table><thead><tr><th>Test</th><th>Result</th></tr></thead><tbody><tr><td>ER</td><td>Positive</td></tr></tbody>"
         "</table>", "Test   Result\nER   Positive"),
        ("<table><tr><td>ER<br/>PR</td><td><br/>Positive</td></tr></table>", "ER\nPR   Positive"),
        ("<table><tr><td>ER<br/>PR</td><td>Positive</td></tr></table>", "ER\nPR\nPositive"),
        ("<table><tr><td><paragraph>HER2</paragraph></td><td/><td>2+</td></tr></table>", "HER2   2+"),
        ("10<sup>3</sup> &lt; 5 &#x2265;", "103 < 5 ≥"),
        ("<content revised='insert'>ER: Positive</content>", "ER: Positive"),
        ("<linkHtml href='https://x.example'>Guide</linkHtml> one", "Guide one"),
        ("ER: Positive<footnoteRef IDREF='a'/>", "ER: Positive"),
    ],
)  # fmt: skip
def test_the_narrative(text, expected):
    assert cda.read(written(section("Diagnosis", text))).text == f"{HEADING}{expected}\n"


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("<content revised='delete'>HER2: 3+</content> ER: Positive", Notice.CROSSED_OUT),
        ("<content styleCode='Strikethrough'>HER2: 3+</content> ER: Positive", Notice.CROSSED_OUT),
        ("<content styleCode='xHidden'>HER2: 3+</content> ER: Positive", Notice.HIDDEN),
        ("ER: Positive<renderMultiMedia referencedObject='m'/>", Notice.ATTACHMENT),
    ],
)
def test_what_is_left_out_is_said(text, notice):
    document = cda.read(written(section("Diagnosis", text)))
    assert "HER2" not in document.text and "ER: Positive" in document.text and document.notices == notice


def test_sections_within_sections():
    inner = section("Stains", "ER: Positive", section("Comment", "Clone SP1"))
    document = cda.read(written(section("Diagnosis", "Carcinoma", inner)))
    assert document.text == f"{HEADING}Carcinoma\n\nStains\nER: Positive\n\nComment\nClone SP1\n"


def test_a_document_that_replaces_another_says_so():
    document = cda.read(written(section("Diagnosis", "x"), more='<relatedDocument typeCode="RPLC"/>'))
    assert document.notices == Notice.CORRECTED


def test_one_person_and_nothing_of_them():
    content = written(section("Diagnosis", "x"))
    assert "Roe" not in cda.read(content).text and "4711" not in cda.read(content).text
    assert refusal(written(section("Diagnosis", "x"), people=("1", "2"))) is Reason.SEVERAL_PATIENTS
    assert cda.read(written(section("Diagnosis", "x"), people=("1", "1"))).kind == "cda"


def other(content: bytes, media_type: str, how: str = "B64") -> bytes:
    inner = base64.b64encode(content).decode() if how == "B64" else content.decode()
    return written(
        body=f'<nonXMLBody><text mediaType="{media_type}" representation="{how}">{inner}</text></nonXMLBody>'
    )


def test_a_body_that_is_no_xml():
    pages = documents.pdf(documents.words("ER: Positive"), documents.words("page two"))
    assert cda.read(other(pages, "application/pdf")).text == "ER: Positive\npage two\n"
    assert cda.read(other(b"ER: Positive", "text/plain", "TXT")).text == "ER: Positive\n"
    assert refusal(other(b"{\\rtf1", "text/rtf")) is Reason.PICTURES_INSIDE
    assert refusal(other(b"GIF89a", "image/gif")) is Reason.PICTURES_INSIDE
    reference = (
        '<nonXMLBody><text mediaType="application/pdf"><reference value="file:///etc/passwd"/></text></nonXMLBody>'
    )
    assert refusal(written(body=reference)) is Reason.PICTURES_INSIDE


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + written(section("D", "&amp;")).partition(b"?>")[2], Reason.DAMAGED),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x">' + written().partition(b"?>")[2], Reason.DAMAGED),
        (written(section("D", "&a;")), Reason.DAMAGED),
        (written(section("D", "<content>" * DEPTH + "</content>" * DEPTH)), Reason.UNPACKS_TOO_LARGE),
        (written(section("D", "<content>" * 100_000)), Reason.UNPACKS_TOO_LARGE),
        (written(section("D", "<br/>" * ELEMENTS)), Reason.UNPACKS_TOO_LARGE),
        (written(section("D", "<x " + " ".join(f"a{n}='1'" for n in range(500)) + "/>")), Reason.UNPACKS_TOO_LARGE),
        (written(section("D", "x"))[:-20], Reason.DAMAGED),
        (b"<ClinicalDocument/>", Reason.NO_REPORT_INSIDE),
        (written(), Reason.NO_REPORT_INSIDE),
        (written(section("D", "")), Reason.NO_REPORT_INSIDE),
        (b'<?xml version="1.0" encoding="utf-7"?><ClinicalDocument/>', Reason.DAMAGED),
        (b'<?xml version="1.0" encoding="klingon"?><ClinicalDocument/>', Reason.DAMAGED),
    ],
    ids=range(13),
)
def test_bombs_and_broken_documents(content, reason):
    assert refusal(content) is reason


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "windows-1252", "UTF-16"])
def test_encodings_also_in_the_child(encoding):
    content = written(section("Größe", "ER: Positive")).decode().replace("UTF-8", encoding).encode(encoding)
    assert cda.read(content).text == "Pathology report\n\nGröße\nER: Positive\n"
    if encoding != "UTF-16":
        assert sandbox.read(content).text == cda.read(content).text


_TEXTS = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_characters="<&", exclude_categories=["Cc"]), max_size=8),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(["table", "tr", "td", "br", "list", "item", "paragraph", "content", "sup", "caption", "odd"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=30,
)


@settings(max_examples=300, deadline=None)
@given(_TEXTS, _TEXTS)
def test_any_narrative_is_a_document_or_a_reason(title, text):
    with contextlib.suppress(Unreadable):
        assert isinstance(cda.read(written(section(title, text))), Document)


# --- Web pages within records ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>ER:\n Positive</p><p>PR: Negative</p>", "ER: Positive\n\nPR: Negative"),
        ("ER&nbsp;&lt; 1&#37;<br>x", "ER\xa0< 1%\nx"),
        ("<table><tr><th>ER</th><td>Positive</td></tr><tr><td>PR<td>Negative</table>", "ER   Positive\nPR   Negative"),
        ("<pre>ER:   Positive\nPR:   Negative</pre>", "ER:   Positive\nPR:   Negative"),
        ("<ul><li>ER: Positive<li>PR: Negative</ul>", "ER: Positive\nPR: Negative"),
        ("<script>HER2: 3+</script><style>HER2</style><!-- HER2: 3+ -->ER: Positive", "ER: Positive"),
        ("<title>HER2</title><svg><text>HER2</text></svg>ER: Positive", "ER: Positive"),
        ("<td>ER</b></td></x>: Positive", "ER: Positive"),
    ],
)
def test_a_web_page(markup, expected):
    words, notices = web.read(markup)
    assert words == expected and notices == Notice(0)


@pytest.mark.parametrize(
    "hidden",
    [
        "<span style='display: none'>HER2</span>",
        "<span style='visibility:hidden'>HER2</span>",
        "<span style='COLOR: #FFF'>HER2</span>",
        "<span style='font-size:0'>HER2</span>",
        "<span style='position:absolute;left:-9999px'>HER2</span>",
        "<span hidden>HER2</span>",
        "<span style='opacity:0'>HER2</span>",
        "<div style='color:white'><b>HER2</b></div>",
    ],
)
def test_what_a_page_hides(hidden):
    words, notices = web.read(f"ER: Positive {hidden}")
    assert "HER2" not in words and notices == Notice.HIDDEN


@pytest.mark.parametrize(
    "shown", ["background-color:white", "font-size:0.9em", "color:#fff5", "opacity:0.8", "left:10px"]
)
def test_what_a_page_shows(shown):
    assert web.read(f"<span style='{shown}'>HER2</span>") == ("HER2", Notice(0))


@pytest.mark.parametrize("piece", ["<", "<!--", "<![", "&#", "</", "<b ", "<a '", "b='", "&amp", "<a>", "<!"])
def test_hostile_pages_end(piece):
    started = time.process_time()
    for markup in (piece * (300_000 // len(piece)), "<a " + piece * 90_000 + ">"):
        with contextlib.suppress(Unreadable):
            web.read(markup)
    assert time.process_time() - started < 5


def test_a_page_over_the_limit():
    with pytest.raises(Unreadable):
        web.read("x" * (HTML_CHARACTERS + 1))


@settings(max_examples=200, deadline=None)
@given(st.text("<>/!-=\"' apbtrdhielsc&#;x\n", max_size=200))
def test_any_page_is_text(markup):
    web.read(markup)
