from __future__ import annotations

import pytest

from guides.loading import readability

COUNTED = {
    1: "the he eye cells breast nodes stained named scored grade whole made lab means shows",
    2: "doctor wanted needed changes uses table tables tissue lower trial copies removed people patient quiet sample",
    3: "estrogen receptor medicine surgery positive negative example family important radium however",
    4: "diagnosis equivocal radiation biology usually pathology",
    5: "chemotherapy examination",
}


@pytest.mark.parametrize(("word", "count"), [(word, n) for n, words in COUNTED.items() for word in words.split()])
def test_syllables_are_those_that_a_person_counts(word: str, count: int) -> None:
    assert abs(readability.syllables(word) - count) <= (word in {"people", "however", "usually"})


def test_most_syllables_are_right_to_the_number() -> None:
    words = [(word, n) for n, words in COUNTED.items() for word in words.split()]
    assert sum(readability.syllables(word) == n for word, n in words) / len(words) > 0.95


def test_words_that_the_site_explains_count_as_easy() -> None:
    assert readability.syllables("immunohistochemistry") > 6
    assert readability.syllables("immunohistochemistry", {"immunohistochemistry"}) == 2
    assert readability.syllables("Receptors", {"receptor"}) == 2


def test_prose_leaves_headings_tables_and_signs_out() -> None:
    text = "### Title\n\nA **bold** [link](/guides/x/).\nSame line.\n\n| a | b |\n|---|---|\n\n- one\n- two\n  more\n"
    assert readability.prose(text) == ["A bold link. Same line.", "one", "two more"]


def test_numbers_and_abbreviations_end_no_sentence() -> None:
    assert len(readability.sentences("The ratio is 2.0 or more. It has 4.5 copies (on average). Ask why?")) == 3


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The cat sat on the mat. It was a big cat. The cat ran off.", -3, 1),
        ("Ask your doctor what the next step is. The test shows how many cells have the protein.", 1, 5),
        (
            "Immunohistochemical evaluation of hormone receptor expression constitutes an indispensable "
            "prerequisite for individualized therapeutic recommendations.",
            18,
            40,
        ),
    ],
)
def test_grades_are_in_the_range_of_the_published_formula(text: str, low: float, high: float) -> None:
    assert low < readability.grade([text]) < high
