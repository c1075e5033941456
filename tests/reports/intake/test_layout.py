"""Letters at places become the lines that a person sees. In points, with `base` growing downwards."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as some

from reports.intake.layout import Glyph, lines

WIDTH, HEIGHT = 6.0, 12.0


def line(text: str, left: float, base: float, *, step: float = WIDTH, height: float = HEIGHT, hidden: bool = False):
    """A line as a program writes it: each letter beside the last, a space as a gap or as a letter."""
    return [
        Glyph(letter, left + step * place, left + step * place + WIDTH * height / HEIGHT, base, height, hidden)
        for place, letter in enumerate(text)
    ]


def test_label_and_value_stay_on_one_row_whatever_their_order_in_the_file():
    labels = [*line("ER", 0, 100), *line("PR", 0, 120), *line("HER2", 0, 140)]
    values = [*line("Positive", 200, 100), *line("Negative", 200, 120), *line("2+", 200, 140)]
    assert lines([*labels, *values]) == "ER   Positive\nPR   Negative\nHER2   2+"
    assert lines([*values, *labels]) == "ER   Positive\nPR   Negative\nHER2   2+"


def test_a_value_stays_on_its_row_where_others_have_none():
    labels = [*line("ER", 0, 100), *line("PR", 0, 114), *line("Ki-67", 0, 128)]
    assert lines([*labels, *line("22 %", 200, 128)]) == "ER\nPR\nKi-67   22 %"


def test_any_order_of_the_letters_of_a_table_gives_the_same_rows():
    cells = [line(f"L{row}C{column}", 150 * column, 100 + 20 * row) for row in range(6) for column in range(3)]
    expected = "\n".join("   ".join(f"L{row}C{column}" for column in range(3)) for row in range(6))
    for seed in range(20):
        random.Random(seed).shuffle(cells)
        assert lines(glyph for cell in cells for glyph in cell) == expected


def test_the_gap_decides_about_spaces():
    assert lines([*line("HER2", 0, 100), *line("2+", 28, 100)]) == "HER2 2+"
    assert lines([*line("nega", 0, 100), *line("tive", 24.5, 100)]) == "negative"
    assert lines(line("1.8", 0, 100)) == "1.8"


def test_letters_set_apart_are_one_word():
    assert lines(line("POSITIVE", 0, 100, step=9)) == "POSITIVE"


def test_raised_and_lowered_letters_belong_to_their_word():
    small = line("sn", 24, 96, step=4, height=8)
    assert lines([*line("pN0", 0, 100), *line("(i+)", 18, 97, step=4, height=8)]) == "pN0(i+)"
    assert lines([*line("pN1a", 0, 100), *small]) == "pN1asn"


def test_cells_that_touch_are_not_one_word():
    row = [*line("PR", 0, 100), *line("ER", 0, 120), *line("Negative", 12.5, 100), *line("Positive", 12.5, 120)]
    assert lines(row) == "PR Negative\nER Positive"


def test_a_value_in_the_middle_of_a_wrapped_label_stands_beside_the_label():
    label = [*line("Estrogen", 0, 100), *line("receptor", 0, 113)]
    assert lines([*label, *line("Positive", 200, 106.5)]).splitlines()[0] == "Estrogen   Positive"


def test_a_paragraph_ends_with_a_blank_line():
    assert lines([*line("One", 0, 100), *line("two", 0, 114), *line("Three", 0, 150)]) == "One\ntwo\n\nThree"


def test_indented_lines_stay_indented():
    printed = lines([*line("HER2:", 0, 100), *line("Negative", 24, 114)]).splitlines()
    assert printed[1].startswith("   ") and printed[1].strip() == "Negative"


def test_running_text_in_two_columns_is_not_mixed():
    left = [f"left words that fill it {n}" for n in range(7)]
    right = [f"right words that fill up {n}" for n in range(7)]
    stream = [glyph for n, text in enumerate(left) for glyph in line(text, 0, 100 + 14 * n)]
    stream += [glyph for n, text in enumerate(right) for glyph in line(text, 250, 100 + 14 * n)]
    printed = [text.strip() for text in lines(stream).splitlines() if text.strip()]
    assert printed == left + right


def test_a_table_of_long_cells_is_not_taken_for_columns():
    """The file writes it row by row: then it is a table, however long its cells are."""
    stream = []
    for n in range(7):
        stream += line(f"a long label of a row {n}", 0, 100 + 14 * n) + line(
            f"its long result is {n}", 250, 100 + 14 * n
        )
    assert lines(stream).splitlines()[3] == "a long label of a row 3   its long result is 3"


def test_what_is_hidden_leaves_one_mark_on_its_line():
    row = [*line("HER2:", 0, 100), *line("not", 40, 100, hidden=True), *line("amplified", 64, 100)]
    assert lines(row) == "HER2: \ufffd amplified"


def test_hidden_words_over_words_that_are_seen_change_nothing():
    seen, hidden = line("Positive", 0, 100), line("Negative", 0, 100, hidden=True)
    assert lines([*seen, *hidden]) == lines([*hidden, *seen]) == "Positive"


def test_the_same_words_twice_are_bold_letters():
    assert lines([*line("Positive", 0, 100), *line("Positive", 0.4, 100)]) == "Positive"
    doubled = [glyph for pair in zip(line("2+", 0, 100), line("2+", 0.4, 100), strict=True) for glyph in pair]
    assert lines(doubled) == "2+"


def test_the_same_letter_twice_beside_itself_stays_twice():
    """Slanted type has boxes wider than its steps."""
    wide = [Glyph(letter, 3 * place, 3 * place + 7, 100, 12) for place, letter in enumerate("11.88 diff")]
    assert lines(wide) == "11.88 diff"


def test_two_texts_on_each_other_are_not_readable():
    printed = lines([*line("Positive", 0, 100), *line("Negative", 0, 100)])
    assert "\ufffd" in printed


def test_no_letters_no_lines():
    assert lines([]) == lines(line("   ", 0, 100)) == ""


@given(
    some.lists(
        some.builds(
            Glyph,
            some.sampled_from("AB2+ \ufffd%"),
            some.floats(-1e6, 1e6),
            some.floats(-1e6, 1e6),
            some.floats(-1e6, 1e6),
            some.floats(0, 1e4),
            some.booleans(),
        ),
        max_size=60,
    )
)
def test_no_placing_of_letters_breaks_it_or_invents_one(glyphs):
    printed = lines(glyphs)
    shown = "".join(glyph.text for glyph in glyphs if not glyph.hidden)
    for letter in "AB2+%":
        assert printed.count(letter) <= shown.count(letter)
