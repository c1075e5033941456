"""From what the lines say to one answer per specimen: agreement, amendment, or conflict.

Knows nothing of a marker. What a reader of a marker wants to weigh differently it does before it comes here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from reports.reading.fact_specimens import Specimens
from reports.reading.fact_text import clipped
from reports.reading.findings import Context, Evidence, Finding, Status
from reports.reading.text import Line, Prepared

CONFLICT = "conflict.values"
MOST = 200  # no report states one fact so often; what comes later is not weighed
_FURTHER = 8
_TUMOUR = re.compile(r"(?:tumou?r|lesion|focus|mass|nodule)\b", re.IGNORECASE)  # one of several in a specimen
_SIDE = re.compile(r"\b(?P<side>left|right)(?:\s(?:breast|side))?\s?(?::|-\s|=)", re.IGNORECASE)
_OLDEST = (0, False)
_BEFORE = 120
_CORRECTED = re.compile(
    r"\b(?:correct|chang|revis|amend|upgrad|downgrad|upstag|downstag|updat)\w{2,4}\b[^.;]{0,70}?\b(?:to|now)\b[^.;,]{0,24}$"
    r"|\b(?:is|are) now\b[^.;,]{0,24}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that states a value."""

    marker: str
    value: str
    at: int  # offset of the value in the normalised text
    rule: str
    line: Line
    strength: int  # the stronger places settle it; the weaker ones may only contradict
    span: tuple[int, int]  # what to quote
    status: Status = Status.REPORTED
    reason: str = ""
    context: Context = Context.CURRENT
    specimen: str | None = None  # None: that of the line

    @property
    def owner(self) -> str:
        return self.line.specimen if self.specimen is None else self.specimen


def same(first: str, second: str) -> bool:
    return first == second


def settle(
    prepared: Prepared,
    mentions: Iterable[Mention],
    kept_apart: Specimens,
    agree: Callable[[str, str], bool] = same,
    *,
    whole: bool = False,
) -> list[Finding]:
    """One finding for each specimen that the report keeps apart.

    `whole`: a fact of the whole report, such as its staging; it is split only where its specimens disagree.
    """
    named = [_named(prepared, m, kept_apart) for m in mentions]
    if whole and _agreed(named, agree):
        owners = {m.owner for m in named}
        specimen = owners.pop() if len(owners) == 1 else ""
        named = [replace(m, specimen="" if _TUMOUR.match(specimen) else specimen) for m in named]
    findings = _settle(prepared, named, agree)
    titles = {title for _, title in kept_apart.forms}
    if len(titles) > 1 and any(f.reason == CONFLICT for f in findings):
        by_form = [replace(m, specimen=m.owner or kept_apart.form(m.line.number)) for m in named]
        again = _settle(prepared, by_form, agree)
        if not any(f.reason == CONFLICT for f in again):
            return again
    return findings


def _named(prepared: Prepared, mention: Mention, kept_apart: Specimens) -> Mention:
    """Whose it is: the side before it on its line (`LEFT: pT1b. RIGHT: pT1c.`), or the specimen of the line."""
    if mention.specimen is not None:
        return mention
    sides = list(_SIDE.finditer(prepared.text[max(mention.line.start, mention.at - 2 * _BEFORE) : mention.at]))
    if sides and _both_sides(mention.line.text):
        return replace(mention, specimen=kept_apart.of_side(sides[-1].group("side").lower()))
    return replace(mention, specimen=kept_apart.owner(mention.owner, primary=True))


def _both_sides(text: str) -> bool:
    return len({side.group("side").lower() for side in _SIDE.finditer(text[:2_000])}) == 2


def _agreed(mentions: list[Mention], agree: Callable[[str, str], bool]) -> bool:
    return all(agree(m.value, mentions[0].value) and m.status is mentions[0].status for m in mentions)


def _settle(prepared: Prepared, mentions: list[Mention], agree: Callable[[str, str], bool]) -> list[Finding]:
    latest, replaced = _latest(prepared, mentions)
    groups: dict[str, list[Mention]] = {}
    for mention in latest:
        groups.setdefault(mention.owner, []).append(mention)
    groups = _joined(groups, agree)
    return [_one(prepared, specimen, group, replaced, agree) for specimen, group in groups.items()]


def _latest(prepared: Prepared, mentions: list[Mention]) -> tuple[list[Mention], list[Mention]]:
    """The newest addendum or amendment that speaks of a specimen replaces what stood before; so does a correction."""
    ranked = [(mention, (mention.line.addendum, is_correction(prepared, mention))) for mention in mentions]
    newest: dict[str, tuple[int, bool]] = {}
    for mention, rank in ranked:
        newest[mention.owner] = max(newest.get(mention.owner, _OLDEST), rank)
    keep: list[Mention] = []
    replaced: list[Mention] = []
    for mention, rank in ranked:
        newer = rank < max(newest[mention.owner], newest.get("", _OLDEST))
        (replaced if newer else keep).append(mention)
    return keep, replaced


def is_correction(prepared: Prepared, mention: Mention) -> bool:
    """`corrected from 0/3 to 1/3`, `grade is now 3`."""
    return _CORRECTED.search(prepared.text[max(mention.at - _BEFORE, mention.span[0]) : mention.at]) is not None


def _joined(groups: dict[str, list[Mention]], agree: Callable[[str, str], bool]) -> dict[str, list[Mention]]:
    """What names no specimen belongs to the only one that is named, or to those that it agrees with."""
    unnamed = groups.get("", [])
    named = {name: list(group) for name, group in groups.items() if name}
    if not unnamed or not named:
        return groups
    if len(named) == 1:
        return {name: [*group, *unnamed] for name, group in named.items()}
    if all(any(agree(m.value, n.value) for group in named.values() for n in group) for m in unnamed):
        for group in named.values():
            group.extend(m for m in unnamed if any(agree(m.value, n.value) for n in group))
        return named
    return {"": [*unnamed, *(m for group in named.values() for m in group)]}


def _one(
    prepared: Prepared,
    specimen: str,
    group: list[Mention],
    replaced: list[Mention],
    agree: Callable[[str, str], bool],
) -> Finding:
    ordered = sorted(group, key=lambda m: (-m.strength, -len(m.value), m.at))
    best = ordered[0]
    against = [m for m in ordered[1:] if not agree(m.value, best.value) or m.status is not best.status]
    older = [m for m in replaced if m.owner in {specimen, ""} and not agree(m.value, best.value)]
    if best.status is Status.REPORTED:
        against = [m for m in against if m.status is not Status.UNCLEAR or m.strength >= best.strength]
    status, value, reason = best.status, best.value, best.reason
    if against:
        status, value, reason = Status.CONFLICT, "", CONFLICT
    elif status in {Status.UNCLEAR, Status.CONFLICT}:
        value = ""
    also = dict.fromkeys(evidence(prepared, m.span, m.at) for m in (*against, *older)[:_FURTHER])
    own = evidence(prepared, best.span, best.at)
    return Finding(
        marker=best.marker,
        status=status,
        value=value,
        evidence=own,
        rule=best.rule,
        context=best.context,
        specimen=specimen,
        also=tuple(e for e in also if e != own),
        reason=reason,
    )


def evidence(prepared: Prepared, span: tuple[int, int], at: int) -> Evidence:
    return prepared.evidence(*clipped(prepared.text, span, at))
