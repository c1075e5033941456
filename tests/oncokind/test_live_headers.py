"""Every kind of answer of a real gunicorn carries every header, each with a value that means something (S-01, S-02)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from oncokind import security
from tests.oncokind import header_grammar
from tests.running import Site, copy_tree, running

BOUNDARY = "b"
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
LARGE = 17 * 1024 * 1024


@pytest.fixture(scope="module", params=[False, True], ids=["http", "tls"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    tree = copy_tree(tmp_path_factory.mktemp("live") / "tree")
    # A page that breaks while it is made: nothing that a visitor can do should bring a 500.
    (tree / "templates" / "page.html").write_text("{% extends 'no_such_template.html' %}")
    with running(tree, **({"ONCOKIND_TLS": "1"} if request.param else {})) as site:
        site.tls = request.param  # type: ignore[attr-defined]
        yield site


def secure(site: Site, **headers: str) -> dict[str, str]:
    """As the proxy in front would send it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return named | ({"X-Forwarded-Proto": "https"} if is_tls(site) else {})


def is_tls(site: Site) -> bool:
    return bool(site.tls)  # type: ignore[attr-defined]


def static_path(site: Site) -> str:
    page = site.ask("/", headers=secure(site))[2].decode()
    found = re.search(r'"(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert found, page
    return found[1]


ANSWERS: dict[str, tuple[int, str, str, dict[str, str], bytes | None]] = {
    "home": (200, "GET", "/", {}, None),
    "head": (200, "HEAD", "/guides/", {}, None),
    "upload page": (200, "GET", "/reports/", {}, None),
    "health": (200, "GET", "/healthz", {}, None),
    "sitemap": (200, "GET", "/sitemap.xml", {}, None),
    "robots": (200, "GET", "/robots.txt", {}, None),
    "slash added": (301, "GET", "/guides", {}, None),
    "another host": (400, "GET", "/", {"Host": "elsewhere.example"}, None),
    "nonsense host": (400, "GET", "/", {"Host": "a b/c<script>"}, None),
    "no token": (403, "POST", "/reports/", FORM, b"--b--\r\n"),
    "another origin": (403, "POST", "/reports/", FORM | {"Origin": "https://elsewhere.example"}, b"--b--\r\n"),
    "no such page": (404, "GET", "/guides/no-such-guide/", {}, None),
    "no such file": (404, "GET", "/static/no-such-file.css", {}, None),
    "no such report": (404, "GET", "/reports/no-such-report/", {}, None),
    "other method": (405, "DELETE", "/", {}, None),
    "invented method": (405, "ONCOKIND", "/", {}, None),
    "deletion by GET": (405, "GET", "/reports/no-such-report/delete/", {}, None),
    "length unknown": (411, "POST", "/reports/", FORM | {"Transfer-Encoding": "chunked"}, b"0\r\n\r\n"),
    "too large": (413, "POST", "/reports/", FORM | {"Content-Length": str(LARGE)}, b"x" * LARGE),
    "absurdly large": (413, "POST", "/guides/", FORM | {"Content-Length": str(10**18)}, b"x"),
    "broken page": (500, "GET", "/about/", {}, None),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_of_the_site(site: Site, name: str) -> None:
    status, method, path, headers, body = ANSWERS[name]
    if name == "length unknown" and body:
        found, received, _ = raw(site, f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n", headers, body)
    else:
        found, received, _ = site.ask(path, method, secure(site) | headers, body)
    assert found == status
    assert header_grammar.problems(received, tls=is_tls(site)) == []


def raw(site: Site, start: str, headers: dict[str, str], body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
    lines = "".join(f"{name}: {value}\r\n" for name, value in (secure(site) | headers).items())
    return parsed(site.send_raw((start + lines + "Connection: close\r\n\r\n").encode() + body))


def parsed(received: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = [tuple(line.split(": ", 1)) for line in lines]
    return int(first.split()[1]), headers, body  # type: ignore[return-value]


def test_static_files_and_304(site: Site) -> None:
    path = static_path(site)
    status, headers, body = site.ask(path, headers=secure(site, Accept_Encoding="br"))
    assert (status, bool(body)) == (200, True)
    assert header_grammar.problems(headers, tls=is_tls(site)) == []
    found = {name.lower(): value for name, value in headers}
    assert found["content-encoding"] == "br"
    assert "immutable" in found["cache-control"]
    status, headers, body = site.ask(path, headers=secure(site, If_Modified_Since=found["last-modified"]))
    assert (status, body) == (304, b"")
    assert header_grammar.problems(headers, tls=is_tls(site)) == []


# What never reaches Django
RAW = {
    "no HTTP": (400, b"hello\r\n\r\n"),
    "TLS to a plain port": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
    "bad header": (400, b"GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n"),
    "two lengths": (400, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"),
    "negative length": (400, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\nx"),
    "long address": (414, b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    "long header": (431, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 9000 + b"\r\n\r\n"),
    "many headers": (431, b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(200)) + b"\r\n"),
    "unknown expectation": (417, b"GET / HTTP/1.1\r\nHost: localhost\r\nExpect: cake\r\n\r\n"),
    "unknown coding": (501, b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: cake\r\n\r\n"),
}


@pytest.mark.parametrize("name", RAW)
def test_answers_of_gunicorn_itself(site: Site, name: str) -> None:
    status, sent = RAW[name]
    found, headers, body = parsed(site.send_raw(sent))
    assert found == status
    assert header_grammar.problems(headers, tls=is_tls(site)) == []
    assert dict(headers)["Content-Type"] == "text/html; charset=utf-8"
    assert b"cake" not in body and b"hello" not in body and b"aaaa" not in body


def test_public_pages_set_no_cookie_and_report_pages_are_not_stored(site: Site) -> None:
    for path in ("/", "/guides/", "/glossary/", "/healthz", "/no-such-page/", static_path(site)):
        # A damaged token makes Django want to set a new one, on whichever page it comes.
        headers = dict(site.ask(path, headers=secure(site, Cookie="csrf=damaged; __Host-csrf=damaged"))[1])
        assert "Set-Cookie" not in headers, path
        assert "no-store" not in headers.get("Cache-Control", "") or "no-such" in path or path == "/healthz"
    for path in ("/reports/", "/reports/no-such-report/", "/reports", "/reports/no-such-report/delete/"):
        assert "no-store" in dict(site.ask(path, headers=secure(site))[1])["Cache-Control"], path


def test_the_only_cookie_of_the_upload_page(site: Site) -> None:
    headers = site.ask("/reports/", headers=secure(site))[1]
    cookies = [value for name, value in headers if name == "Set-Cookie"]
    assert len(cookies) == 1
    name, *attributes = cookies[0].split("; ")
    assert name.startswith("__Host-csrf=" if is_tls(site) else "csrf=")
    kept = {part for part in attributes if not part.startswith("expires=")}
    assert kept == {"HttpOnly", "Max-Age=3600", "Path=/", "SameSite=Lax"} | ({"Secure"} if is_tls(site) else set())


def test_the_reference_of_a_broken_page_stands_in_the_log(site: Site) -> None:
    body = site.ask("/about/", headers=secure(site))[2].decode()
    references = re.findall(r'"reference": "([0-9a-f]{8})"', site.said())
    assert references and any(reference in body for reference in references)


def test_nothing_that_was_asked_for_stands_in_the_log(site: Site) -> None:
    canary = "canary7HER2positive"
    before = len(site.said().splitlines())
    for path in (
        f"/{canary}",
        f"/guides/{canary}/",
        f"/reports/{canary}/",
        f"/reports/{canary}/delete/",
        f"/?q={canary}",
    ):
        for method in ("GET", "POST", "PUT"):
            headers = secure(site, Referer=f"http://localhost/{canary}", User_Agent=canary, Cookie=f"report-x={canary}")
            site.ask(path, method, headers, canary.encode())
    site.ask("/", headers=secure(site, Host=canary))
    form = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{canary}.pdf"\r\n\r\n{canary}\r\n--b--\r\n'
    site.ask("/reports/", "POST", secure(site, Origin=f"https://{canary}.example") | FORM, form.encode())
    site.send_raw(f"{canary} / HTTP/1.1\r\n\r\n".encode())
    site.send_raw(f"GET / HTTP/1.1\r\nHost: localhost\r\n{canary} : {canary}\r\n\r\n".encode())
    written = site.said().splitlines()[before:]
    assert len(written) >= 18
    assert not [line for line in written if canary.lower() in line.lower() or "127.0.0.1" in line]
    assert all(json.loads(line)["level"] for line in written)


def test_plain_http_is_sent_to_tls(site: Site) -> None:
    if not is_tls(site):
        assert site.ask("/", headers={"X-Forwarded-Proto": "https"})[0] == 200
        return
    status, headers, _ = site.ask("/guides/?q=1")
    assert status == 301
    assert dict(headers)["Location"].startswith("https://")
    assert header_grammar.problems(headers, tls=False) == []
    assert site.ask("/healthz")[0] == 200


def test_the_grammar_knows_what_is_wrong() -> None:
    right = [*security.HEADERS.items()]
    assert header_grammar.problems(right, tls=False) == []
    assert header_grammar.problems([*right, ("Strict-Transport-Security", security.HSTS)], tls=True) == []
    wrong = {
        "Cross-Origin-Embedder-Policy": "same-origin",  # SecureDrop's mistake: no such value
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": security.HEADERS["Content-Security-Policy"].replace("'self'", "'unsafe-inline'", 1),
        "Permissions-Policy": "camera=(), microphone",
        "X-Frame-Options": "ALLOWALL",
    }
    for name, value in wrong.items():
        changed = [(found, value if found == name else kept) for found, kept in right]
        assert len(header_grammar.problems(changed, tls=False)) == 1
    assert len(header_grammar.problems(right[1:], tls=False)) == 1
    assert len(header_grammar.problems([*right, right[0]], tls=False)) == 1
    assert len(header_grammar.problems([*right, ("Server", "gunicorn/27.0.1")], tls=False)) == 1
