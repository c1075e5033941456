"""Numbers that belong to a result, found by the patterns of content/, and what they may be.

A pattern never decides whose number it is; it only says which kind it is and which part is printed as the measure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.reading.lexicon import Kind, Lexeme

_COMPARATORS = (
    (re.compile(r"greater than or equal to\s*", re.IGNORECASE), ">="),
    (re.compile(r"less than or equal to\s*", re.IGNORECASE), "<="),
    (re.compile(r"at least\s*", re.IGNORECASE), ">="),
    (re.compile(r"up to\s*", re.IGNORECASE), "<="),
    (re.compile(r"(?:greater|more) than\s*|over\s*", re.IGNORECASE), ">"),
    (re.compile(r"(?:less|fewer) than\s*|under\s*", re.IGNORECASE), "<"),
)
_OR_MORE = re.compile(r"\s*%?\s*or (?:more|greater|higher|above|over)$", re.IGNORECASE)
_MISREAD = str.maketrans({"l": "1", "I": "1", "O": "0", "o": "0"})
_MISREAD_SHARE = re.compile(r"[l1I][0O]{2}|[1-9]O")
_GAPS = re.compile(r"  +| ?\.(?: ?\.){2,200} {0,80}| ?\n[ \n]*")
_DIGITS_BEFORE = re.compile(r"(?:^|(?<![A-Za-z0-9./+]))[0-9]{1,2} {1,2}$")
_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9])")  # a decimal comma
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Pattern:
    kind: Kind
    measure: str
    pattern: re.Pattern[str]
    most: float | None  # the largest value that this measure can have
    whole: bool  # the value is all that matched: "80% - 90%"
    needs: tuple[str, ...] = ()  # the text is searched only if it holds one of these


@dataclass(frozen=True, slots=True)
class Span:
    """The interval that a printed number stands for."""

    low: float
    high: float
    open_low: bool = False
    open_high: bool = False


def compile_pattern(text: str) -> re.Pattern[str]:
    """For collapsed text: ` ?` is a blank or line end or nothing, a single space is a blank or line end."""
    return re.compile(text.replace(" ?", "\0").replace(" ", r"[ \n]").replace("\0", r"[ \n]?"), re.IGNORECASE)


def patterns(measures: Iterable[Mapping[str, Any]], scores: Mapping[str, Any]) -> tuple[Pattern, ...]:
    rows = measure_patterns(measures)
    rows += [
        Pattern(Kind.SCORE, "score", compile_pattern(row["pattern"]), None, whole=False, needs=tuple(row["needs"]))
        for row in scores["scores"]
    ]
    rows.append(Pattern(Kind.SCORE, "between", compile_pattern(scores["between"]), None, whole=False))
    return tuple(rows)


def measure_patterns(measures: Iterable[Mapping[str, Any]]) -> list[Pattern]:
    return [
        Pattern(
            Kind.MEASURE,
            row["measure"],
            compile_pattern(row["pattern"]),
            float(row["most"]) if "most" in row else None,
            whole=row.get("whole") == "yes",
            needs=tuple(row.get("needs", ())),
        )
        for row in measures
    ]


def numbers(text: str, rows: Iterable[Pattern]) -> list[Lexeme]:
    """Every number of every kind, sorted; of two that overlap, the longer one, then the earlier row."""
    flat, back = _collapsed(text)
    lowered = flat.lower()
    found: list[tuple[int, int, int, Lexeme]] = []
    for order, row in enumerate(rows):
        if row.needs and not any(word in lowered for word in row.needs):
            continue
        for match in row.pattern.finditer(flat):
            value = match.group() if row.whole else match.group("value")
            blank = len(match.group()) - len(match.group().lstrip())
            start, end = back(match.start() + blank), back(match.end() - 1) + 1
            if row.measure == "percent" and _torn(text, start, value):
                continue
            fit = _fit(row, value) if row.kind is Kind.MEASURE else _sign(match)
            found.append((start, -end, order, Lexeme(row.kind, row.measure, start, end, value, fit)))
    found.sort(key=lambda row: row[:3])
    kept: list[Lexeme] = []
    for *_, lexeme in found:
        if not kept or lexeme.start >= kept[-1].end:
            kept.append(lexeme)
    return kept


def _torn(text: str, start: int, value: str) -> bool:
    """`2 5 %`, `10 0 %`: the end of a number that a scan has torn; whole numbers do not stand so close."""
    before = _DIGITS_BEFORE.search(text, max(0, start - 6), start)
    return before is not None and (len(value) == 1 or (value.isdigit() and value[0] == "0"))


def _collapsed(text: str) -> tuple[str, Callable[[int], int]]:
    """The text with one blank for many, a colon for leading dots, no blanks around a line end, and the way back."""
    pieces: list[str] = []
    flat_starts, starts = [0], [0]
    last = length = 0
    for gap in _GAPS.finditer(text):
        printed = gap.group()
        pieces += [text[last : gap.start()], "\n" if "\n" in printed else ":" if "." in printed else " "]
        length += gap.start() - last + 1
        last = gap.end()
        flat_starts.append(length)
        starts.append(last)
        if printed.count("\n") > 1:  # a blank line parts what stands above it from what follows
            pieces.append("\n")
            length += 1
            flat_starts[-1], starts[-1] = length, last
    pieces.append(text[last:])

    def back(offset: int) -> int:
        at = bisect_right(flat_starts, offset) - 1
        limit = starts[at + 1] - 1 if at + 1 < len(starts) else len(text)
        return min(starts[at] + offset - flat_starts[at], limit)

    return "".join(pieces), back


def _sign(match: re.Match[str]) -> str:
    """What stands with a score's digit: a plus, or a second score ("zero or 1+")."""
    rest = match.group()[match.end("value") - match.start() :]
    if match.group("value") in {"0", "zero", "Zero", "ZERO"} and re.search(r"1|one", rest, re.IGNORECASE):
        return "or"
    printed = re.split(r"/| of | out | on | in ", match.group(), maxsplit=1)[0]  # "0/3+" is a 0
    return "+" if "+" in printed else ""


def _fit(row: Pattern, value: str) -> str:
    if row.most is None:
        return ""
    return "impossible" if any(float(n) > row.most for n in _NUMBER.findall(value)) else ""


def as_printed(value: str) -> str:
    """The number without words for its comparison, unit sign or blanks."""
    if _MISREAD_SHARE.fullmatch(value):
        value = value.translate(_MISREAD)
    more = _OR_MORE.search(value)
    if more:
        value = f">={value[: more.start()]}"
    for words, sign in _COMPARATORS:
        value = words.sub(sign, value)
    return re.sub(r"\s*(?:to|-)\s*", "-", re.sub(r"[%\s]+", " ", value).strip()).replace(" ", "")


def span_of(printed: str) -> Span | None:
    """`">95"`, `"80-90"`, `"<1"`, `"~20"`, `"5"` as intervals; None for what is no number."""
    values = [float(n) for n in _NUMBER.findall(_COMMA.sub(".", printed))]
    if not values or len(values) > 2 or values[0] > values[-1]:
        return None
    if len(values) == 2:
        return Span(values[0], values[1])
    value = values[0]
    if printed.startswith("<"):
        return Span(0, value, open_high=not printed.startswith("<="))
    if printed.startswith(">"):
        return Span(value, 100, open_low=not printed.startswith(">="))
    return Span(value, value)
