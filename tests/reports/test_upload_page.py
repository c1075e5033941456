"""/reports/: what may be sent, what is said to everything else, and what stands beside the field then."""

from __future__ import annotations

import re
from http import HTTPStatus

import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guides import catalog
from reports import actions
from reports.intake.errors import Reason
from reports.intake.protocol import FILE_BYTES, PASTE_CHARACTERS, TEXT_CHARACTERS
from reports.models import PurgeRun, SealedReport
from tests.reports.made_up import mark, report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reports_open")]


def a_file(content: bytes, name: str = "report.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def lines_of(length: int) -> str:
    """A text of that many characters with line breaks in it, as a report has them."""
    return (report() + "\n" + "The line goes on.\n" * (length // 18 + 1))[:length]


def test_it_works(client):
    page = client.get("/reports/")
    assert page.status_code == HTTPStatus.OK
    assert {"form", "limits", "accepted", "life_minutes", "sample_text", "closed", "refusal"} <= set(
        page.context.keys()
    )
    assert page.context["closed"] is False
    assert page.context["refusal"] == ""
    assert page.context["life_minutes"] == 60


def test_a_file_and_pasted_text_are_taken(client):
    for sent in ({"file": a_file(report().encode())}, {"text": report()}):
        answer = client.post("/reports/", sent)
        assert answer.status_code == HTTPStatus.SEE_OTHER
        assert client.get(answer["Location"]).status_code == HTTPStatus.OK


def test_every_form_of_the_page_can_be_sent():
    """Each with its own token, the sample too; and the sample is explained."""
    client = Client(enforce_csrf_checks=True)
    page = html5lib.parse(client.get("/reports/").content.decode(), namespaceHTMLElements=False)
    forms = page.findall(".//form[@method='post']")
    assert len(forms) == 2
    for form in forms:
        fields = {one.get("name"): one.get("value") or "" for one in form.iter("input") if one.get("type") == "hidden"}
        if "sample" not in fields:
            fields["text"] = report()
        answer = client.post(form.get("action"), fields)
        assert answer.status_code == HTTPStatus.SEE_OTHER, fields
        assert client.get(answer["Location"]).context["explanation"].outcome == "findings"


@pytest.mark.parametrize(
    ("sent", "code", "status"),
    [
        ({}, "empty", 400),
        ({"text": ""}, "empty", 400),
        ({"text": " \r\n\t "}, "empty", 400),
        ({"file": b""}, "empty", 400),
        ({"file": b"text", "text": "text"}, "both", 400),
        ({"sample": "breast-core-biopsy", "text": "text"}, "both", 400),
        ({"sample": "no-such-sample"}, "empty", 400),
        ({"sample": "../../etc/passwd"}, "empty", 400),
        ({"file": b"\x89PNG\r\n\x1a\n" + bytes(64)}, "no_readers", 503),  # what a picture holds is seen later
        ({"file": b"PK\x03\x04" + bytes(64)}, "archive", 422),
        ({"file": b"%PDF-1.7\nnothing else"}, "damaged", 422),
        ({"text": "\f\n".join(["page"] * 60)}, "too_many_pages", 413),
    ],
)
def test_each_refusal_has_its_status_and_sentence(client, sent, code, status):
    sent = {name: a_file(value) if isinstance(value, bytes) else value for name, value in sent.items()}
    answer = client.post("/reports/", sent)
    assert (answer.status_code, answer.context["refusal"]) == (status, actions.refusal(code, "en"))
    assert not SealedReport.objects.exists()
    assert not answer.cookies.keys() - {"csrf"}


def test_the_sentence_stands_beside_the_field_and_the_text_stays(client):
    typed = "\n first line\n<b>&amp; more</b>\u202e" + "x" * PASTE_CHARACTERS
    page = client.post("/reports/", {"text": typed})
    assert page.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert page.context["wrong_field"] == "id_text"
    assert page.context["form"].errors == {"text": [actions.refusal("too_long_paste", "en")]}
    shown = html5lib.parse(page.content.decode(), namespaceHTMLElements=False).find(".//textarea")
    assert shown is not None
    assert shown.text == typed
    assert shown.get("aria-invalid") == "true"
    page = client.post("/reports/", {"file": a_file(b"PK\x03\x04" + bytes(64))})
    assert page.context["wrong_field"] == "id_file"
    assert list(page.context["form"].errors) == ["file"]


@pytest.mark.parametrize("length", [PASTE_CHARACTERS - 1, PASTE_CHARACTERS, PASTE_CHARACTERS + 1])
def test_pasted_text_at_the_limit(client, length):
    """Counted as the visitor sees it: a browser sends each line break as two characters."""
    answer = client.post("/reports/", {"text": lines_of(length).replace("\n", "\r\n")})
    taken = length <= PASTE_CHARACTERS
    assert answer.status_code == (HTTPStatus.SEE_OTHER if taken else HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    assert "200,000" in actions.refusal("too_long_paste", "en")


@pytest.mark.parametrize("length", [TEXT_CHARACTERS - 1, TEXT_CHARACTERS, TEXT_CHARACTERS + 1])
def test_the_text_of_a_file_at_the_limit(client, length):
    answer = client.post("/reports/", {"file": a_file(lines_of(length).encode())})
    taken = length <= TEXT_CHARACTERS
    assert answer.status_code == (HTTPStatus.SEE_OTHER if taken else HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if not taken:
        assert answer.context["refusal"] == actions.refusal("too_much_text", "en")


@pytest.mark.parametrize("length", [FILE_BYTES - 1, FILE_BYTES, FILE_BYTES + 1])
def test_the_bytes_of_a_file_at_the_limit(client, length):
    """Too much text in any case; the point is which limit speaks."""
    answer = client.post("/reports/", {"file": a_file(b"text " * (length // 5) + b"x" * (length % 5))})
    code = "too_much_text" if length <= FILE_BYTES else "too_large"
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert answer.context["refusal"] == actions.refusal(code, "en")


def test_two_files_are_refused(client):
    answer = client.post("/reports/", {"file": [a_file(report().encode()), a_file(report().encode())]})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert not SealedReport.objects.exists()


def test_a_file_in_another_field_is_not_read(client):
    answer = client.post("/reports/", {"attachment": a_file(report().encode())})
    assert answer.context["refusal"] == actions.refusal("empty", "en")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=" + "b" * 300, b"x"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\n" + b"X: y\r\n" * 2000),
        ("application/json", b'{"text": "a report"}'),
        ("application/x-www-form-urlencoded", b"text=%00%ff%zz&text=" + b"&a=b" * 2000),
        ("text/plain", b"a report"),
        ("", b"a report"),
    ],
)
def test_a_malformed_body_is_a_bad_request(client, content_type, body):
    answer = client.generic("POST", "/reports/", body, content_type)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert not SealedReport.objects.exists()


def test_closed_uploads_say_so_take_nothing_and_keep_what_was_typed(client):
    PurgeRun.objects.all().delete()
    words = mark()
    answers = client.get("/reports/"), client.post("/reports/", {"text": report(words)})
    for answer in answers:
        assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert answer["Retry-After"] == "60"
        assert answer.context["closed"] is True
        assert answer.context["refusal"] == actions.refusal("unavailable", "en")
    assert b"<form" not in answers[0].content
    assert words in answers[1].content.decode()
    assert not SealedReport.objects.exists()


def test_what_is_open_stays_readable_while_uploads_are_closed(client):
    address = client.post("/reports/", {"text": report()})["Location"]
    PurgeRun.objects.all().delete()
    assert client.get(address).status_code == HTTPStatus.OK
    assert client.post(f"{address}delete/").status_code == HTTPStatus.OK


def test_every_reason_has_a_sentence_with_its_limits():
    """U-22: what a visitor reads comes from a closed list, with no name of a library and no gap left open."""
    codes = [*(reason.value for reason in Reason), "both", "unavailable"]
    sentences = [actions.refusal(code, "en") for code in codes]
    assert len(set(sentences)) == len(codes)
    for sentence in sentences:
        assert not re.search(r"[{}]|pdfium|django|python|error", sentence, re.IGNORECASE)
    assert all(f"refused.{code}" in catalog.wording("en").sentences for code in codes)
