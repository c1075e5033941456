from __future__ import annotations

import pytest

from guides.loading import sections
from guides.loading.problems import RefusedError


def split(body: str, first_line: int = 1) -> tuple[tuple[sections.Section, ...], list[tuple[int, str]]]:
    refused: list[RefusedError] = []
    found = sections.split(body, first_line, refused)
    return found, [(one.line, one.message) for one in refused]


def test_a_body_becomes_sections_with_anchors_and_lines() -> None:
    found, refused = split("\n## One {#one}\n\ntext\n\n### Sub {#sub}\n\nmore\n## Two, too {#two-too}\nend\n", 20)
    assert not refused
    assert [(one.anchor, one.title, one.line) for one in found] == [("one", "One", 21), ("two-too", "Two, too", 28)]
    assert found[0].text == "\ntext\n\n### Sub {#sub}\n\nmore"
    assert found[0].sub_anchors == ("sub",)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("## No anchor", "must look like"),
        ("## Upper {#Upper}", "must look like"),
        ("# Title {#title}", "must look like"),
        ("#### Deep", "must look like"),
        ("##tight {#a}", "must look like"),
        ("a <b>bold</b> word", "HTML"),
        ("<!-- hidden -->", "HTML"),
        ("<https://example.org>", "HTML"),
        ("a\u200bb", "hidden"),
        (">>>>> quoted", "nested"),
    ],
)
def test_what_a_body_may_not_hold_is_refused_with_its_line(line: str, words: str) -> None:
    _, refused = split(f"## One {{#one}}\n\n{line}\n", 5)
    assert (7, True) in [(number, words in message) for number, message in refused], refused


@pytest.mark.parametrize("line", ["5 < 10 and a > b", "`<b>` in code", "10 <= x", "**bold** and *soft*", "| a | b |"])
def test_what_an_editor_needs_is_left_alone(line: str) -> None:
    assert split(f"## One {{#one}}\n\n{line}\n")[1] == []


def test_a_table_with_its_line_is_no_heading() -> None:
    assert split("## One {#one}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")[1] == []
    assert "heading" in split("## One {#one}\n\ntext\n----\n")[1][0][1]


def test_text_before_the_first_heading_is_refused_once() -> None:
    assert [line for line, _ in split("\nlost\nlost\n## One {#one}\n", 30)[1]] == [31]
