"""What a file is, by its bytes (U-03, U-04)."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from reports.intake import kind
from reports.intake.errors import Reason, Unreadable
from tests.reports.intake import documents


def refusal(content: bytes) -> Reason:
    with pytest.raises(Unreadable) as caught:
        kind.of(content)
    return caught.value.reason


def drawn(name: str) -> bytes:
    file = io.BytesIO()
    try:
        Image.new("RGB", (40, 30), "red").save(file, name)
    except (KeyError, OSError):
        pytest.skip(f"this Pillow writes no {name}")
    return file.getvalue()


@pytest.mark.parametrize("name", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_a_picture_of_any_usual_kind(name):
    assert kind.of(drawn(name)) is kind.Kind.PICTURE


@pytest.mark.parametrize("name", ["GIF", "BMP", "JPEG2000", "ICO", "AVIF"])
def test_a_picture_of_another_kind(name):
    assert refusal(drawn(name)) is Reason.PICTURE_KIND


@pytest.mark.parametrize("brand", [b"heic", b"mif1"])
def test_a_photo_of_a_phone(brand):
    assert kind.of(b"\x00\x00\x00\x24ftyp" + brand + b"\x00" * 40) is kind.Kind.PICTURE


@pytest.mark.parametrize("brand", [b"avif", b"hevc"])
def test_a_photo_of_a_kind_that_is_not_taken(brand):
    assert refusal(b"\x00\x00\x00\x24ftyp" + brand + b"\x00" * 40) is Reason.PICTURE_KIND


@pytest.mark.parametrize("content", [b"\x00\x00\x00\x24ftypisom" + b"\x00" * 9, b"RIFF\x00\x00\x00\x00WAVEfmt "])
def test_a_film_or_a_sound_is_not_a_picture(content):
    assert kind.of(content) is kind.Kind.TEXT  # and `text` refuses its zero bytes


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!DOCTYPE html><p>ER: positive", Reason.WEB_PAGE),
        (b"  \n<HTML><body>", Reason.WEB_PAGE),
        ("\ufeff<html>".encode("utf-16-le"), Reason.WEB_PAGE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Reason.WEB_PAGE),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Bundle xmlns='http://hl7.org/fhir'/>", Reason.UNKNOWN_KIND),
        (b"{\\rtf1\\ansi ER: positive}", Reason.RTF),
        (b"%!PS-Adobe-3.0", Reason.UNKNOWN_KIND),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), Reason.OLD_WORD),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Reason.LOCKED_WORD),
        (b"PK\x03\x04[Content_Types].xml xl/workbook.xml", Reason.OLD_WORD),
        (b"PK\x03\x04" + bytes(26) + b"report.pdf", Reason.ARCHIVE),
        (b"Rar!\x1a\x07", Reason.ARCHIVE),
        (b"\x1f\x8b\x08", Reason.ARCHIVE),
    ],
)
def test_what_a_program_would_lay_out_is_not_read_as_text(content, reason):
    assert refusal(content) is reason


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"MSH|^~\\&|LAB", kind.Kind.HL7),
        (b"\x0bMSH|^~\\&|LAB", kind.Kind.HL7),
        (b"FHS|^~\\&|\rMSH|^~\\&|", kind.Kind.HL7),
        (b' {"id": "1", "resourceType": "Bundle"}', kind.Kind.FHIR),
        (b'<?xml version="1.0"?><!-- x --><ClinicalDocument xmlns="urn:hl7-org:v3"/>', kind.Kind.CDA),
        (b'<n:ClinicalDocument xmlns:n="urn:hl7-org:v3"/>', kind.Kind.CDA),
        (b"PK\x03\x04 [Content_Types].xml word/document.xml", kind.Kind.DOCX),
        (b"MSH antigen: present", kind.Kind.TEXT),
        (b"{ER: positive}", kind.Kind.TEXT),
    ],
)
def test_records_are_known_by_their_first_bytes(content, found):
    assert kind.of(content) is found


def test_a_pdf_is_one_only_from_its_first_byte():
    document = documents.pdf(documents.words("ER: positive"))
    assert kind.of(document) is kind.Kind.PDF
    gif = io.BytesIO()
    Image.new("P", (9, 9)).save(gif, "GIF")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("a.txt", "ER: positive")
    assert refusal(gif.getvalue() + document) is Reason.PICTURE_KIND
    assert refusal(archive.getvalue() + document) is Reason.ARCHIVE
    for before in (b"\n", b"junk " * 100, b"\xef\xbb\xbf"):
        assert refusal(before + document) is Reason.UNKNOWN_KIND


@pytest.mark.parametrize("content", [b"", b" \r\n\t ", b"\x00" * 99, b"\n\x00\n"])
def test_nothing_is_empty(content):
    assert refusal(content) is Reason.EMPTY


@pytest.mark.parametrize(
    "content", [b"BMI 24. ER: positive", b"GIF", b"II. Diagnosis", b"x < html", b"%PDF without a dash"]
)
def test_honest_text_that_starts_like_something_else(content):
    assert kind.of(content) is kind.Kind.TEXT
