"""Two readings of one document that was read from pictures become one: what they do not share is open. Pure.

Each text was read by another reader of pictures, and the rules of reports/reading/ went over each by themselves. Here
nothing is read again and nothing is chosen: a finding stands if both texts give it, and otherwise it is unclear, with
the words of both. Every quote of the outcome comes from the first text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from reports.reading.findings import Evidence, Finding, Reading, Status, Unread

_DIFFER: Final = "readings_differ"
_UNSURE: Final = "read_unsurely"
_ALIKE: Final = 0.6  # of two readings of the same line
_MOST: Final = {  # what a measure cannot be more than: beyond it, a point was lost
    "percent": 100, "tps": 100, "ic": 100, "cps": 100, "vaf": 100, "allred": 8, "hscore": 300, "ratio": 30,
    "copy_number": 150,
}  # fmt: skip
_MANY: Final = frozenset(["DIAGNOSIS"])  # a report gives several, and none of them speaks against another
_WITH_POINT: Final = frozenset([("HER2_ISH", "ratio"), ("HER2_ISH", "copy_number")])  # ten and more, and no point: odd
_NUMBER: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class Text:
    """One of the two texts, with the offsets of its pages, and the spans of it that may decide nothing."""

    text: str
    page_starts: Sequence[int]
    doubtful: Sequence[tuple[int, int]] = ()


def agreed(first: Reading, second: Reading, text: Text, other: Text) -> Reading:
    """What both readings say. `text` and `other` are what `first` and `second` were read from."""
    left = list(second.findings)
    findings: list[Finding] = []
    for finding in first.findings:
        match = _match(finding, left)
        if match is not None:
            left.remove(match)
        findings.append(_settled(finding, match, text, other))
    shown = [(finding.marker, finding.specimen) for finding in findings]
    unread = list(first.unread)
    for finding in left:
        many = finding.marker in _MANY
        if not many and any(
            finding.marker == marker and _fits(finding.specimen, specimen) for marker, specimen in shown
        ):
            findings = [_doubted(f) if _meets(f, finding) else f for f in findings]
            continue
        place, alike = _line_like(finding.evidence, text, other)
        if place is None:
            continue
        if alike < _ALIKE:
            unread.append(Unread(place, "unread.second_only", finding.marker))
        else:
            quote = finding.evidence.quote
            findings.append(replace(_open(finding, _DIFFER, quote), evidence=place, also=()))
    return Reading(
        findings=tuple(sorted(findings, key=lambda finding: finding.evidence.start)),
        unread=tuple(unread),
        is_report=first.is_report or second.is_report,
        cancer=first.cancer if first.cancer == second.cancer else "",
        specimens=first.specimens,
    )


def _match(finding: Finding, others: Sequence[Finding]) -> Finding | None:
    """The same answer if there is one, else another answer of the same marker, context and specimen."""
    fitting = [other for other in others if _comparable(finding, other)]
    exact = [other for other in fitting if other.specimen == finding.specimen]
    candidates = [*exact, *(other for other in fitting if other not in exact)]
    return next((other for other in candidates if _same(finding, other)), candidates[0] if candidates else None)


def _comparable(one: Finding, other: Finding) -> bool:
    return (one.marker, one.context) == (other.marker, other.context) and _fits(one.specimen, other.specimen)


def _meets(kept: Finding, extra: Finding) -> bool:
    """Does the second text say something else about what stands here?"""
    return kept.marker == extra.marker and _fits(kept.specimen, extra.specimen) and not _same(kept, extra)


def _fits(one: str, other: str) -> bool:
    return not one or not other or _plain(one) == _plain(other)


def _same(one: Finding, other: Finding) -> bool:
    """The same answer; a measure may be missing in one of them, but not differ."""
    if (one.status, one.origin, one.context) != (other.status, other.origin, other.context):
        return False
    if _plain(one.value) != _plain(other.value):
        return False
    return all(
        _plain(one.measures[name]) == _plain(other.measures[name]) for name in {*one.measures} & {*other.measures}
    )


def _settled(finding: Finding, match: Finding | None, text: Text, other: Text) -> Finding:
    if match is None:
        return _open(finding, _DIFFER, _line_like(finding.evidence, other, text)[0])
    if not _same(finding, match):
        return _open(finding, _DIFFER, match.evidence.quote)
    if _doubtful(finding, text) or not _possible(finding):
        return _open(finding, _UNSURE, match.evidence.quote)
    return replace(
        finding, measures={name: value for name, value in finding.measures.items() if name in match.measures}
    )


def _doubted(finding: Finding) -> Finding:
    return finding if finding.status is Status.UNCLEAR else _open(finding, _DIFFER, finding.second_quote)


def _open(finding: Finding, reason: str, second: str | Evidence | None) -> Finding:
    quote = second.quote if isinstance(second, Evidence) else second or ""
    return replace(finding, status=Status.UNCLEAR, value="", measures={}, reason=reason, second_quote=quote)


def _doubtful(finding: Finding, text: Text) -> bool:
    """Does a span that may decide nothing touch the words behind the finding?"""
    pieces = (finding.evidence, *finding.also)
    return any(start < piece.end and piece.start < end for start, end in text.doubtful for piece in pieces)


def _possible(finding: Finding) -> bool:
    return all(_measure_is_possible(finding.marker, name, printed) for name, printed in finding.measures.items())


def _measure_is_possible(marker: str, name: str, printed: str) -> bool:
    if name not in _MOST:
        return True
    for number in _NUMBER.findall(printed):
        size = float(number.replace(",", "."))
        whole = number.isdigit()
        if size > _MOST[name] or ((marker, name) in _WITH_POINT and whole and size >= 10):
            return False
        if whole and len(number) > 1 and number.startswith("0"):  # "05" was "0.5"
            return False
    return True


def _line_like(evidence: Evidence, where: Text, source: Text) -> tuple[Evidence | None, float]:
    """The line of `where`, on the same page, that is most like the line of the evidence in `source`."""
    start = source.text.rfind("\n", 0, evidence.start) + 1
    end = source.text.find("\n", evidence.end)
    wanted = source.text[start : end if end >= 0 else len(source.text)]
    best, alike = None, 0.0
    for line in _lines(where, evidence.page):
        matcher = SequenceMatcher(None, line.quote, wanted, autojunk=False)
        if matcher.quick_ratio() > alike and (ratio := matcher.ratio()) > alike:
            best, alike = line, ratio
    return best, alike


def _lines(text: Text, page: int) -> list[Evidence]:
    starts = (*text.page_starts, len(text.text))
    if page >= len(starts):
        return []
    lines = []
    for match in re.finditer(r"[^\n]*[^\s][^\n]*", text.text[starts[page - 1] : starts[page]]):
        start = starts[page - 1] + match.start()
        lines.append(Evidence(match.group(), start, start + len(match.group()), bisect_right(text.page_starts, start)))
    return lines


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).casefold()
