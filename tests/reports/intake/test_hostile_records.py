"""Hostile strings and files in every kind of record: a document without controls, or a reason; never an exception."""

from __future__ import annotations

import contextlib
import io
import json
import random
import zipfile
from xml.sax.saxutils import escape

import pytest
from django.conf import settings

from reports.intake import child, pdf, protocol
from reports.intake.errors import Reason
from tests.reports.intake import records

STRINGS = settings.BASE_DIR.parent / "shared" / "hostile" / "strings"
FILES = settings.BASE_DIR.parent / "shared" / "hostile" / "files"
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not STRINGS.is_dir(), reason="the shared collection of hostile input is not here"),
]


@pytest.fixture(scope="module", autouse=True)
def _pdfium():
    pdf.start()


def payloads() -> list[str]:
    found = []
    for name in ("report-text", "naughty", "xss", "injection", "traversal"):
        for line in (STRINGS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[:150]:
            payload = json.loads(line)["payload"]
            if isinstance(payload, str) and payload:
                found.append(payload[:20_000])
    return found


def _xml(text: str) -> str:
    return escape(
        "".join(one for one in text if one in "\t\n\r" or " " <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd")
    )


def _hl7(text: str) -> bytes:
    plain = text.replace("\r", " ").replace("\n", " ").encode("utf-8", "replace").decode()
    return records.hl7(records.obr(), records.obx("Comment", plain), records.obx("ER", "Positive"))


CARRIERS = {
    "docx": lambda text: records.docx(records.paragraph(_xml(text) or "x") + records.paragraph("ER: Positive")),
    "hl7": _hl7,
    "fhir": lambda text: records.fhir(
        records.bundle(records.observation("ER", "Positive"), records.observation("C", text))
    ),
    "cda": lambda text: records.cda(records.section("Result", f"<paragraph>{_xml(text)}</paragraph>ER: Positive")),
    "raw hl7": lambda text: b"MSH|^~\\&|" + text.encode("utf-8", "replace"),
    "raw fhir": lambda text: b'{"resourceType": "Observation", "valueString": ' + text.encode("utf-8", "replace"),
    "web": lambda text: records.fhir(
        records.report(presentedForm=[records.form(text.encode("utf-8", "replace"), "text/html")])
    ),
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_hostile_words_in_a_record(carrier):
    read = 0
    for payload in payloads():
        result = child.read(CARRIERS[carrier](payload))
        assert isinstance(result, (protocol.Document, Reason)) and result is not Reason.UNREADABLE, payload[:80]
        if isinstance(result, protocol.Document):
            read += 1
            assert not any(map(protocol.is_control, result.text))
            assert protocol.parse_answer(protocol.answer(result)) == result
            if carrier in ("docx", "cda", "fhir"):
                assert "ER: Positive" in result.text, payload[:80]
    assert read or carrier.startswith("raw")


def test_hostile_files_within_a_word_document_are_never_opened():
    honest = records.docx(records.paragraph("ER: Positive"))
    for path in sorted(FILES.iterdir())[:60]:
        content = records.docx(records.paragraph("ER: Positive"), files={f"word/media/{path.name}": path.read_bytes()})
        assert child.read(content) == child.read(honest)


def test_hostile_files_as_attachments():
    """Through PDFium in this process: only those that are no PDF; the others go through the child (test_hl7.py)."""
    for path in sorted(FILES.iterdir()):
        content = path.read_bytes()
        if b"%PDF-" in content[:1024] or len(content) > 1_000_000:
            continue
        result = child.read(records.fhir(records.report(conclusion="ER: Positive", presentedForm=[
            records.form(content, kind) for kind in ("text/plain", "text/html", "image/png")
        ])))  # fmt: skip
        assert isinstance(result, protocol.Document) and "ER: Positive" in result.text
        assert child.read(records.docx("", files={"word/document.bin": content})) in (Reason.EMPTY, Reason.DAMAGED)


def test_noise_in_every_record():
    chance = random.Random(3)
    seeds = [make("ER: Positive (95 %)") for make in CARRIERS.values()]
    for _ in range(1500):
        content = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 12)):
            match chance.randint(0, 3):
                case 0:
                    content[chance.randrange(len(content))] = chance.randrange(256)
                case 1:
                    at = chance.randrange(len(content))
                    del content[at : at + chance.randint(1, 40)]
                case 2:
                    at = chance.randrange(len(content))
                    content[at:at] = content[at : at + 200] * chance.randint(1, 4)
                case _:
                    content[chance.randrange(len(content)) :] = b""
            content = content or bytearray(b"x")
        assert child.read(bytes(content)) is not Reason.UNREADABLE


def test_a_word_document_that_is_also_something_else():
    honest = records.docx(records.paragraph("ER: Positive"))
    for other in (b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n", b"MSH|^~\\&|", b'{"resourceType": "Bundle"}'):
        result = child.read(other + honest)
        assert isinstance(result, Reason) or "ER: Positive" not in result.text
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w") as archive:
        archive.writestr("inner.docx", honest)
    with contextlib.suppress(AttributeError):
        assert "ER: Positive" not in child.read(nested.getvalue()).text
