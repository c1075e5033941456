"""The reader sets a text right: their words count, the machine's can be brought back, and no place of a quote slips."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from reports import correction, pipeline
from reports.correction import Kept
from reports.intake.protocol import TEXT_CHARACTERS, Document
from reports.models import SealedReport
from tests.reports.made_up import mark, report
from tests.reports.test_report_csrf import TOKEN

LETTERS = st.text(st.sampled_from("AB 1\n\f\r\u202e\x00é\ud800"), max_size=30)


def scan(*pages: str, second: tuple[str, ...] = (), doubtful: tuple[tuple[int, int], ...] = ()) -> Document:
    """As `assemble` makes it: every page ends with a line break."""
    own, other = [page + "\n" for page in pages], [page + "\n" for page in second or pages]
    return Document(
        "scan",
        "".join(own),
        correction.starts_of(own),
        len(pages),
        pictures=tuple(range(1, len(pages) + 1)),
        second="".join(other),
        second_page_starts=correction.starts_of(other),
        doubtful=doubtful,
    )


def texts_of(kept: Kept) -> list[str]:
    return [page.text for page in kept.pages()]


def test_it_works():
    kept = Kept(scan("ER: positlve", "PR: negative"))
    changed = kept.corrected(["ER: positive", "PR: negative"])
    assert changed.document.text == "ER: positive\nPR: negative\n"
    assert [(page.number, page.corrected, page.from_picture) for page in changed.pages()] == [
        (1, True, True),
        (2, False, True),
    ]
    assert Kept.from_bytes(changed.to_bytes()) == changed
    assert changed.restored() == kept


def test_a_corrected_page_has_no_second_reading_and_no_doubt():
    kept = Kept(scan("ER: 90 %", "PR: 80 %", second=("ER: 9.0 %", "PR: 8.0 %"), doubtful=((4, 6), (13, 15))))
    assert kept.document.text[13:15] == "80"
    changed = kept.corrected(["ER was 95 percent", "PR: 80 %"]).document
    assert changed.second == "ER was 95 percent\nPR: 8.0 %\n"
    assert [changed.text[slice(*span)] for span in changed.doubtful] == ["80"]
    assert changed.pictures == (2,)
    both = Kept(changed).corrected(["ER was 95 percent", "PR: 85 %"]).document
    assert (both.second, both.second_page_starts, both.doubtful, both.pictures) == ("", (), (), ())


def test_a_second_correction_keeps_what_the_machine_read():
    first = Kept(scan("one", "two")).corrected(["uno", "two"])
    second = first.corrected(["uno", "due"])
    assert second.restored().document == scan("one", "two")
    assert [page.corrected for page in second.pages()] == [True, True]
    back = second.corrected(["one", "due"])
    assert [page.corrected for page in back.pages()] == [False, True]


def test_nothing_changed_is_no_correction():
    kept = Kept(scan("one", "two"))
    assert kept.corrected(["one", "two  \n"]) is kept


def test_an_unread_page_can_be_typed():
    document = Document("pdf", "one\n", (0, 4), 2, unread_pages=(2,))
    changed = Kept(document).corrected(["one", "typed from paper"]).document
    assert (changed.text, changed.unread_pages) == ("one\ntyped from paper", ())


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (["", " \n"], "empty"),
        (["only one"], "damaged"),
        (["one", "two", "three"], "damaged"),
        (["x" * TEXT_CHARACTERS, "two"], "too_much_text"),
    ],
)
def test_what_cannot_be_a_text(texts, reason):
    with pytest.raises(pipeline.Unreadable) as refused:
        Kept(scan("one", "two")).corrected(texts)
    assert refused.value.reason.value == reason


@given(st.lists(st.tuples(LETTERS.filter(str.strip), LETTERS), min_size=1, max_size=4), st.integers(0, 15))
def test_any_text_on_any_page(pages, which):
    """Whatever is typed: a document, the pages that were not touched as they were, and all of it comes back."""
    clean = [correction.written(old).strip("\n") or "x" for old, _ in pages]
    document = scan(*clean, doubtful=((0, 1),))
    kept = Kept(document)
    wanted = [new if which >> n & 1 else old for n, (old, (_, new)) in enumerate(zip(clean, pages, strict=True))]
    try:
        changed = kept.corrected(wanted)
    except pipeline.Unreadable as unreadable:
        assert unreadable.reason.value == "empty"
        return
    again = Kept.from_bytes(changed.to_bytes())
    assert again == changed
    assert [one.rstrip() for one in texts_of(changed)] == [correction.written(one).rstrip() for one in wanted]
    assert again.restored() == kept
    pipeline.Document.from_bytes(changed.document.to_bytes())


# The page


@pytest.fixture
def visitor(reports_open: None) -> Client:
    return Client(enforce_csrf_checks=True)


def upload(visitor: Client, text: str) -> str:
    token = TOKEN.findall(visitor.get("/reports/").content.decode())[0]
    return str(visitor.post("/reports/", {"csrfmiddlewaretoken": token, "text": text})["Location"])


def send(visitor: Client, address: str, **fields: str):
    token = TOKEN.findall(visitor.get(address).content.decode())[0]
    return visitor.post(f"{address}text/", {"csrfmiddlewaretoken": token, **fields})


@pytest.mark.django_db
def test_the_corrected_words_are_explained_and_the_first_ones_come_back(visitor):
    words, address = mark(), upload(visitor, report())
    assert "HER2 (IHC): Equivocal (2+)" in visitor.get(address).content.decode()
    corrected = report(words).replace("Equivocal (2+)", "Negative (1+)").replace("\n", "\r\n")
    answer = send(visitor, address, **{"page-1": corrected})
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.SEE_OTHER, address)
    page = visitor.get(address).content.decode()
    assert words in page and "Negative (1+)" in page and "Equivocal (2+)" not in page
    assert "You changed this text." in page and "changed by you" in page
    assert "We could not read" not in page
    row = SealedReport.objects.get()
    assert words.encode() not in bytes(row.ciphertext)
    assert send(visitor, address, restore="1", **{"page-1": "not this"}).status_code == HTTPStatus.SEE_OTHER
    page = visitor.get(address).content.decode()
    assert "Equivocal (2+)" in page and words not in page and "You changed this text." not in page


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{}, {"page-1": " \n"}, {"page-1": "x", "page-2": "y"}, {"page-2": "y"}])
def test_a_correction_that_is_none_says_so_and_changes_nothing(visitor, fields):
    address = upload(visitor, report())
    before = bytes(SealedReport.objects.get().ciphertext)
    answer = send(visitor, address, **fields)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'role="alert"' in answer.content.decode()
    assert bytes(SealedReport.objects.get().ciphertext) == before


@pytest.mark.django_db
def test_what_was_typed_stays_when_it_is_not_taken(visitor):
    address, words = upload(visitor, report()), mark()
    answer = send(visitor, address, **{"page-1": words + "x" * TEXT_CHARACTERS})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = answer.content.decode()
    assert f"\n{words}" in page and "details class" in page and " open>" in page


@pytest.mark.django_db
def test_only_who_holds_the_key_corrects_and_only_with_a_token(visitor):
    address = upload(visitor, report())
    before = bytes(SealedReport.objects.get().ciphertext)
    assert visitor.post(f"{address}text/", {"page-1": "words"}).status_code == HTTPStatus.FORBIDDEN
    assert visitor.get(f"{address}text/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    stranger = Client()
    for where in (address, "/reports/AAAAAAAAAAAAAAAAAAAAAA/"):
        for fields in ({"page-1": "words"}, {"restore": "1"}):
            answer = stranger.post(f"{where}text/", fields)
            assert answer.status_code == HTTPStatus.NOT_FOUND
    assert bytes(SealedReport.objects.get().ciphertext) == before


@pytest.mark.django_db
def test_hostile_words_are_shown_as_they_are(visitor):
    address = upload(visitor, report())
    hostile = report("</textarea><script>alert(1)</script>")
    send(visitor, address, **{"page-1": hostile})
    page = visitor.get(address).content.decode()
    assert "<script>alert" not in page and "&lt;/textarea&gt;" in page
