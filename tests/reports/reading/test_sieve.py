"""What a pattern cannot do without: of patterns written here, and of those of the product in texts they match."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.reading.fact_rules import fact_rules
from reports.reading.facts import MARKERS
from reports.reading.sieve import Letters, in_both_cases, letters_of, sieve, threes
from tests.reports.reading.rules import VOCABULARY

ANY_CASE = re.IGNORECASE
FACTS = [rule.pattern for marker in MARKERS for rule in fact_rules(VOCABULARY, marker).rules]


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("Estrogen", ("estrogen",)),
        ("(?-i:T)[0-4]", ("T",)),
        ("p(?-i:TX)", ("TX",)),
        (r"\b(?:oestrogen|estrogen|ki)\b", ("estrogen", "ki")),
        (r"(?:not )?(?:seen|found) in", (" in",)),
        ("[0-9]+ ?%", ("%",)),
        ("(?:ab){2,3}", ("ab",)),
        ("(?<=no )x(?=yes)", ("x",)),
        ("a|", ("",)),
        ("(?:a|b)?c?", ("",)),
    ],
)
def test_letters(pattern: str, letters: tuple[str, ...]) -> None:
    assert letters_of(re.compile(pattern, ANY_CASE)) == letters


def test_without_ignorecase_the_letters_are_as_printed() -> None:
    assert letters_of(re.compile("KRAS|BRAF")) == ("BRAF", "KRAS")


@pytest.mark.parametrize("odd", ["\u0130", "\u0131", "\u017f", "\u212a"])
def test_what_ignorecase_takes_for_a_latin_letter_is_one_here_too(odd: str) -> None:
    (letter,) = (c for c in "isk" if re.fullmatch(c, odd, ANY_CASE))
    assert letter in in_both_cases(odd)
    assert Letters(f"xx{odd}").may_hold(threes(f"xx{letter}"))


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_no_match_of_a_fact_does_without_its_letters(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(FACTS))
    text = data.draw(st.from_regex(pattern))
    found = pattern.search(text)
    assert found is not None
    assert any(letters in in_both_cases(found.group()) for letters in letters_of(pattern))
    assert any(Letters(text).may_hold(threes(letters)) for letters in letters_of(pattern))


def test_the_first_name_that_matches() -> None:
    rows = sieve(
        [("one", re.compile("ab+c", ANY_CASE)), ("two", re.compile("[bx]cd?|zzz")), ("three", re.compile("."))]
    )
    near = rows.within(Letters("no abbc here"))
    for line, name in (("ABC", "one"), ("bc", "two"), ("q", "three"), ("", "")):
        assert rows.first(line, in_both_cases(line)) == name
        assert near.first(line, in_both_cases(line)) == name
    words = sieve([("one", re.compile("abcx*d", ANY_CASE)), ("two", re.compile("abc"))])
    assert words.within(Letters("abc")).first("abcd", in_both_cases("abcd")) == "one"
    assert words.within(Letters("ab")).first("abcd", in_both_cases("abcd")) == ""
