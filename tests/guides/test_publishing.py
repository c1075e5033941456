from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # has no stubs
import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from guides import catalog, publishing
from guides.loading import replace
from tests.guides import made_up

ADDRESS = "/guides/first-test/"

pytestmark = pytest.mark.django_db


def test_one_page_in_three_codings(loaded: Path, client: Client) -> None:
    plain = client.get(ADDRESS)
    packed = client.get(ADDRESS, headers={"accept-encoding": "gzip"})
    small = client.get(ADDRESS, headers={"accept-encoding": "gzip, deflate, br"})
    assert gzip.decompress(packed.content) == brotli.decompress(small.content) == plain.content
    assert len(small.content) < len(packed.content) < len(plain.content)
    assert [one.headers.get("Content-Encoding") for one in (plain, packed, small)] == [None, "gzip", "br"]
    tags = {one.headers["ETag"] for one in (plain, packed, small)}
    assert len(tags) == 3
    assert not any(tag.startswith("W/") for tag in tags)
    for one in (plain, packed, small):
        assert "Accept-Encoding" in one.headers["Vary"]
        assert one.headers["Cache-Control"] == publishing.CACHE_CONTROL
        assert one.headers["Content-Length"] == str(len(one.content))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", "identity"),
        ("br", "br"),
        ("BR", "br"),
        ("gzip, br", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("br;q=0.1", "br"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("gzip;q=0", "identity"),
        ("identity", "identity"),
        ("br;q=x", "identity"),
        ("br;q=nan", "identity"),
        (",,;;=;", "identity"),
        ("x" * 10_000 + ", br", "br"),
        ("x," * 10_000 + "br", "identity"),
    ],
)
def test_the_coding_is_one_that_the_client_takes(accepted: str, coding: str) -> None:
    assert publishing.choose(accepted, {"identity": b"", "gzip": b"", "br": b""}) == coding


def test_a_known_page_is_not_sent_again(loaded: Path, client: Client) -> None:
    first = client.get(ADDRESS, headers={"accept-encoding": "br"})
    tag = first.headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(ADDRESS, headers={"accept-encoding": "br", "if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == publishing.CACHE_CONTROL
        assert "Accept-Encoding" in again.headers["Vary"]
    for other in ('"other"', tag.strip('"'), "", "W/", "\x00"):
        assert client.get(ADDRESS, headers={"accept-encoding": "br", "if-none-match": other}).status_code == 200
    assert client.get(ADDRESS, headers={"if-none-match": tag}).status_code == 200  # another coding has another tag


def test_head_says_what_get_would_send(loaded: Path, client: Client) -> None:
    got = client.get(ADDRESS, headers={"accept-encoding": "br"})
    headed = client.head(ADDRESS, headers={"accept-encoding": "br"})
    assert headed.content == b""
    for name in ("ETag", "Content-Length", "Content-Encoding", "Content-Type"):
        assert headed.headers[name] == got.headers[name]


def test_no_public_page_sets_a_cookie_or_varies_by_one(loaded: Path, client: Client) -> None:
    for address in ("/", "/guides/", ADDRESS, "/glossary/", "/about/", "/sitemap.xml", "/robots.txt"):
        for headers in ({}, {"cookie": "csrf=1; a=b"}):
            response = client.get(address, headers=headers)
            assert not response.cookies
            assert "cookie" not in response.headers.get("Vary", "").lower()


def test_a_page_that_is_not_the_same_for_everyone_is_refused() -> None:
    for spoil in (
        lambda response: response.set_cookie("a", "b"),
        lambda response: response.headers.__setitem__("Vary", "Cookie"),
        lambda response: setattr(response, "status_code", 404),
    ):
        response = HttpResponse("x")
        spoil(response)
        with pytest.raises(publishing.NotPublicError):
            publishing.finish(response)


def test_a_query_changes_nothing_and_is_not_kept(loaded: Path, client: Client) -> None:
    plain = client.get(ADDRESS)
    for query in ("?q=my+secret", "?a=%00", "?" + "x" * 5000):
        assert client.get(ADDRESS + query).content == plain.content
    assert len(publishing._shelf._pages) == 1


def test_a_new_release_has_new_bytes(loaded: Path, client: Client) -> None:
    before = client.get(ADDRESS)
    made_up.edit(loaded / "guides/en/first-test.md", "The first test looks", "This first test looks")
    replace.load(loaded)
    after = client.get(ADDRESS, headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "This first test looks" in after.content.decode()


def test_what_did_not_change_keeps_its_tag(loaded: Path, client: Client) -> None:
    tag = client.get("/about/").headers["ETag"]
    made_up.edit(loaded / "guides/en/first-test.md", "The first test looks", "This first test looks")
    replace.load(loaded)
    assert client.get("/about/", headers={"if-none-match": tag}).status_code == 304


def test_the_view_runs_once_for_a_release(loaded: Path, rf: RequestFactory) -> None:
    calls = []

    @publishing.published
    def view(request: HttpRequest) -> HttpResponse:
        calls.append(request.path)
        return HttpResponse("text " * 100)

    for _ in range(3):
        assert view(rf.get("/x/")).status_code == 200
    assert calls == ["/x/"]
    assert view(rf.post("/x/")).status_code == 405


def test_a_mistake_in_a_view_is_no_404(loaded: Path, rf: RequestFactory) -> None:
    @publishing.published
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse({}["nothing"])

    with pytest.raises(KeyError):
        view(rf.get("/x/"))


def test_pages_are_fresh_while_developing(loaded: Path, client: Client, settings: LazySettings) -> None:
    settings.DEBUG = True
    client.get(ADDRESS)
    assert not publishing._shelf._pages


def test_the_shelf_is_bounded() -> None:
    shelf = publishing.Shelf(max_bytes=1000)
    for number in range(100):
        shelf.put("r1", ("", str(number), "en"), page_of(90))
        shelf.get("r1", ("", "0", "en"))  # used all the time: stays
    kept = [number for number in range(100) if shelf.get("r1", ("", str(number), "en"))]
    assert len(kept) == 11
    assert kept[0] == 0
    assert kept[1:] == list(range(90, 100))
    shelf.put("r1", ("", "huge", "en"), page_of(2000))
    assert shelf.get("r1", ("", "huge", "en")) is None
    shelf.put("r2", ("", "new", "en"), page_of(90))
    assert shelf.get("r1", ("", "0", "en")) is None
    assert sum(page.size for page in shelf._pages.values()) == 90


def page_of(size: int) -> publishing.Finished:
    return publishing.Finished({"identity": b"x" * size}, "tag", "text/html")


def test_the_middleware_answers_only_what_is_finished(loaded: Path, rf: RequestFactory, client: Client) -> None:
    passed: list[str] = []

    def further(request: HttpRequest) -> HttpResponse:
        passed.append(f"{request.method} {request.path}")
        return HttpResponse("further")

    middleware: Callable[[HttpRequest], object] = publishing.PublishedPagesMiddleware(further)
    middleware(rf.get(ADDRESS))
    assert passed == [f"GET {ADDRESS}"]
    page = client.get(ADDRESS)
    answered = middleware(rf.get(ADDRESS))
    assert isinstance(answered, HttpResponse)
    assert answered.content == page.content
    middleware(rf.post(ADDRESS))
    middleware(rf.get("/reports/"))
    assert passed == [f"GET {ADDRESS}", f"POST {ADDRESS}", "GET /reports/"]
    catalog.forget()
