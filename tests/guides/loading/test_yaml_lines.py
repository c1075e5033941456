from __future__ import annotations

import time

import pytest

from guides.loading import yaml_lines
from guides.loading.problems import RefusedError


@pytest.mark.parametrize(
    "written",
    ["no", "NO", "true", "12:30:45", "1.10", "0o777", "2026-13-45", ".nan", ".inf", "~", "null", "1e3", "0x1F"],
)
def test_a_scalar_keeps_its_letters(written: str) -> None:
    assert yaml_lines.parse(f"title: {written}\n").value == {"title": written}


def test_every_value_knows_its_line() -> None:
    located = yaml_lines.parse("a: 1\nb:\n  - c: 2\n    d: |\n      text\n  - e\n", first_line=10)
    assert {path: line for path, line in located.lines.items() if path} == {
        ("a",): 10,
        ("b",): 11,
        ("b", 0): 12,
        ("b", 0, "c"): 12,
        ("b", 0, "d"): 13,
        ("b", 1): 15,
    }
    assert located.line("b", 0, "nothing", "here") == 12


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "given twice (first at line 1)"),
        ("a: &x 1\n", 1, "names a place"),
        ("a: 1\nb: *x\n", 2, ""),
        ("a: !!python/name:os.system\n", 1, "tag"),
        ("a: !!binary aGVsbG8=\n", 1, "tag"),
        ("? [a, b]\n: c\n", 1, "one word"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ('a: "\\u202Eevil"\n', 1, "U+202E"),
        ('a: "x\\u200By"\n', 1, "U+200B"),
        ('a: "\\e[31m"\n', 1, "U+001B"),
        ('a: "a\\0b"\n', 1, "U+0000"),
        ("a: 1\nb: \x07\n", 2, "control character"),
        ("\tx: 1\n", 1, "cannot be read as YAML"),
        ("a: [1, 2\n", 2, "cannot be read as YAML"),
        ('a: "Z' + "\u0351" * 5 + '"\n', 1, "marks stacked"),
    ],
)
def test_what_no_editor_means_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(RefusedError) as caught:
        yaml_lines.parse(text)
    assert (caught.value.line, words in caught.value.message) == (line, True), caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100_000,
        "a: " + "{b: " * 50_000,
        "- " * 50_000,
        "\n".join([f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]),
    ],
    ids=["lists", "mappings", "dashes", "laughs"],
)
def test_a_bomb_is_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(RefusedError):
        yaml_lines.parse(text)
    assert time.perf_counter() - start < 1


def test_letters_of_other_languages_are_text() -> None:
    said = "Señales: ¿qué significa? Größe, naïve, 癌, “quoted”, 2–4 %, ≥ 1"
    assert yaml_lines.parse(f"a: '{said}'").value == {"a": said}


def test_the_reader_may_keep_hidden_characters_in_its_examples() -> None:
    assert yaml_lines.parse('a: "x\\u200By"', allow_hidden=True).value == {"a": "x\u200by"}
