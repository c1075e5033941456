"""An upload stays in memory at any size, and a view learns in one word why a file was not taken (U-05, U-12, U-20)."""

from __future__ import annotations

import io
import tempfile
import time

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from reports import uploads
from reports.intake.errors import Reason
from reports.intake.protocol import FILE_BYTES


@pytest.fixture(autouse=True)
def _the_handler(settings, tmp_path, monkeypatch):
    """With a temporary folder of our own, which must stay empty."""
    settings.FILE_UPLOAD_HANDLERS = ["reports.uploads.MemoryUploadHandler"]
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 100
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert list(tmp_path.iterdir()) == []


def named(content: bytes, name: str = "Mrs Example, HER2 report.pdf") -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def sent(**fields: object) -> HttpRequest:
    request = RequestFactory().post("/reports/", fields)
    _ = request.POST
    return request


@pytest.mark.parametrize("length", [0, 1, 70_000, FILE_BYTES - 1, FILE_BYTES])
def test_a_file_up_to_the_limit_is_whole_and_in_memory(length):
    content = bytes(range(256)) * (length // 256) + b"x" * (length % 256)
    request = sent(file=named(content))
    assert uploads.refusal(request) is None
    file = request.FILES["file"]
    assert isinstance(file, InMemoryUploadedFile) and isinstance(file.file, io.BytesIO)
    assert file.size == length and file.read() == content


@pytest.mark.parametrize("length", [FILE_BYTES + 1, FILE_BYTES + 900_000, 3 * FILE_BYTES])
def test_a_file_over_the_limit_is_dropped_and_the_view_is_told(length):
    request = sent(first="before", file=named(b"x" * length), last="after")
    assert uploads.refusal(request) is Reason.TOO_LARGE
    assert "file" not in request.FILES
    assert request.POST.dict() == {"first": "before", "last": "after"}  # so that the CSRF token is found where it is


def test_no_byte_over_the_limit_is_kept():
    handler = uploads.MemoryUploadHandler(HttpRequest())
    handler.new_file("file", "x", "", 0)
    for start in range(0, FILE_BYTES + 10 * handler.chunk_size, handler.chunk_size):
        handler.receive_data_chunk(b"x" * handler.chunk_size, start)
        assert handler._kept.getbuffer().nbytes <= FILE_BYTES
    assert handler._kept.getbuffer().nbytes == 0
    assert handler.file_complete(0) is None


def test_the_name_of_the_file_goes_nowhere():
    file = sent(file=named(b"ER: positive")).FILES["file"]
    assert file.name == "file" and file.content_type is None and file.charset is None
    assert "Example" not in repr(vars(file))


def test_a_second_file_is_refused_and_not_read():
    request = sent(file=[named(b"one"), named(b"two")])
    assert uploads.refusal(request) is Reason.SEVERAL_FILES


def test_a_file_in_another_field_is_nothing():
    request = sent(other=named(b"x" * 5000), text="ER: positive")
    assert uploads.refusal(request) is None
    assert not request.FILES and request.POST["text"] == "ER: positive"


def test_no_file_is_no_refusal():
    assert uploads.refusal(sent(text="ER: positive")) is None
    assert uploads.refusal(None) is None


@pytest.mark.parametrize("many", ["files", "fields"])
def test_too_many_parts_are_a_bad_request_at_once(settings, many):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    fields = {"file": [named(b"x") for _ in range(101)]} if many == "files" else {f"f{n}": "x" for n in range(1001)}
    request = RequestFactory().post("/reports/", fields)
    started = time.monotonic()
    with pytest.raises(SuspiciousOperation):
        _ = request.POST
    assert time.monotonic() - started < 0.5


def test_a_body_cut_in_the_middle_gives_no_file():
    whole = RequestFactory().post("/reports/", {"file": named(b"x" * 200_000)})
    body = whole.body[:100_000]
    request = RequestFactory().generic("POST", "/reports/", body, whole.META["CONTENT_TYPE"])
    _ = request.POST
    assert "file" not in request.FILES


def test_blanks_in_a_base64_part_cost_nothing():
    """U-11: the shape of CVE-2026-33033."""
    part = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    body = part + b"A" + b" " * (FILE_BYTES - 300) + b"\r\n--b--\r\n"
    request = RequestFactory().generic("POST", "/reports/", body, "multipart/form-data; boundary=b")
    started = time.process_time()
    with pytest.raises(Exception, match="base64"):
        _ = request.POST
    assert time.process_time() - started < 1
