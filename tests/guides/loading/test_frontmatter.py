from __future__ import annotations

import pytest

from guides.loading import frontmatter
from guides.loading.problems import RefusedError


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_a_header_is_found_under_any_line_end(before: bytes, end: bytes) -> None:
    raw = before + end.join([b"---", b"title: x", b"slug: y", b"---", b"", b"Body", b""])
    parts = frontmatter.split(frontmatter.decode(raw))
    assert (parts.header, parts.header_line) == ("title: x\nslug: y", 2)
    assert (parts.body, parts.body_line) == ("\nBody\n", 5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first line"),
        ("Body only", "first line"),
        ("+++\ntitle = 'x'\n+++\n", "first line"),
        ("---\ntitle: x\n", "never closed"),
        ("---\ntitle: x\n...\nBody", "never closed"),
    ],
)
def test_a_missing_header_is_refused(text: str, words: str) -> None:
    with pytest.raises(RefusedError, match=words) as caught:
        frontmatter.split(text)
    assert caught.value.line == 1


def test_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(RefusedError, match="UTF-8") as caught:
        frontmatter.decode("---\ntitle: Ä\n---\n".encode("latin-1"))
    assert caught.value.line == 2
