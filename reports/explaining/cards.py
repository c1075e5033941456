"""A card for each finding: the word, the meaning, the picture, the line, the rule and the way to the guide."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from guides import catalog
from guides.entries import Picture, Value
from reports.explaining.marked_text import Lines
from reports.explaining.openness import is_answered
from reports.explaining.phrases import Phrasebook, as_number
from reports.explanation import Card, Measure
from reports.reading.findings import NO_RESULT, OPEN, Context, Finding, Status

# The order of the page: what it is, how it behaves, how far it reaches.
ORDER = (
    "DIAGNOSIS",
    "GRADE",
    "ER",
    "PR",
    "HER2",
    "HER2_IHC",
    "HER2_ISH",
    "KI67",
    "PT",
    "NODES_POSITIVE",
    "NODES_EXAMINED",
    "PN",
    "PM",
    "MARGINS",
    "LATERALITY",
)
_OF_NODES = frozenset({"NODES_POSITIVE", "NODES_EXAMINED", "PN"})


def current(findings: Sequence[Finding], phrases: Phrasebook) -> list[Finding]:
    """The own answers of the report, in the order of the page; diagnoses as in their file, invasive first."""
    named = phrases.markers.get("DIAGNOSIS")
    rank = {value.value: number for number, value in enumerate(named.values.values())} if named else {}

    def place(finding: Finding) -> tuple[int, int, int]:
        marker = ORDER.index(finding.marker) if finding.marker in ORDER else len(ORDER)
        return marker, rank.get(finding.value, len(rank)), finding.evidence.start

    return sorted((f for f in findings if f.context is Context.CURRENT), key=place)


def earlier(findings: Sequence[Finding]) -> list[Finding]:
    """Results that the report takes over from an earlier sample."""
    return [f for f in findings if f.context is Context.HISTORICAL]


def anchors(shown: Sequence[Finding]) -> dict[int, str]:
    """id() of a finding → the anchor of its card."""
    return {id(finding): f"finding-{number}" for number, finding in enumerate(shown, start=1)}


def card(finding: Finding, own: Sequence[Finding], anchor: str, phrases: Phrasebook, lines: Lines) -> Card:
    """`own`: the findings of the same specimen, which can answer what this one leaves open."""
    value = phrases.value(finding)
    entry = phrases.markers.get(finding.marker)
    return Card(
        anchor=anchor,
        marker=finding.marker,
        label=phrases.label(finding.marker),
        state=_state(finding, own),
        status_word=phrases.word(finding),
        meaning=_meaning(finding, own, value, phrases),
        next_step=_next_step(finding, value, phrases),
        measures=_measures(finding, phrases),
        picture=_picture(finding, value, phrases, anchor),
        quotes=tuple(lines.quote(evidence) for evidence in (finding.evidence, *finding.also)),
        rule=_rule(finding, value, phrases),
        source=value.source if value else None,
        guide_address=_guide_address(entry.guide_slug, value.anchor if value else entry.guide_anchor) if entry else "",
        guide_title=entry.guide_title if entry else "",
    )


def by_specimen(findings: Sequence[Finding], specimens: Sequence[str]) -> dict[str, list[Finding]]:
    """Findings by specimen, in the report's order; "" for those of the whole report, which come first.

    Where the results of one specimen alone are stated, there is nothing to keep apart: then all are under "".
    Lymph nodes are sent as a specimen of their own and still belong to that tumour.
    """
    tumours = {f.specimen for f in findings if f.specimen and f.marker not in _OF_NODES}
    if len(tumours) < 2:
        return {"": list(findings)} if findings else {}
    names = dict.fromkeys(["", *specimens, *(f.specimen for f in findings)])
    grouped = {name: [f for f in findings if f.specimen == name] for name in names}
    return {name: members for name, members in grouped.items() if members}


def _state(finding: Finding, own: Sequence[Finding]) -> str:
    if finding.context is Context.HISTORICAL:
        return "earlier"
    return "settled" if is_answered(finding, own) else "open"


def _meaning(finding: Finding, own: Sequence[Finding], value: Value | None, phrases: Phrasebook) -> str:
    places = {"label": phrases.label(finding.marker), "value": finding.value}
    state = f"state.{finding.status}"
    meaning = phrases.say(f"{state}.{finding.marker.lower()}.meaning", f"{state}.meaning", **places)
    meaning = value.meaning if value else meaning
    if finding.reason:
        meaning = " ".join(filter(None, [meaning, phrases.say(f"reason.{finding.reason}", **places)]))
    if finding.context is Context.HISTORICAL:
        return phrases.say("earlier.meaning", meaning=meaning)
    if finding.also and finding.status is not Status.CONFLICT and finding.reason == "amended":
        return f"{meaning} {phrases.say('amended.note')}"
    if finding.status in OPEN and is_answered(finding, own):
        return f"{meaning} {phrases.say('answered.note')}"
    return meaning


def _next_step(finding: Finding, value: Value | None, phrases: Phrasebook) -> str:
    if finding.context is Context.HISTORICAL:
        return phrases.say("earlier.next")
    if value:
        return value.next_step
    return phrases.say(f"state.{finding.status}.next", "state.reported.next", label=phrases.label(finding.marker))


def _measures(finding: Finding, phrases: Phrasebook) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            phrases.say(f"measure.{name}", "measure.score"),
            phrases.say(f"measure.{name}.printed", value=printed) or printed,
        )
        for name, printed in finding.measures.items()
    )


def _picture(finding: Finding, value: Value | None, phrases: Phrasebook, anchor: str) -> Picture | None:
    """The scale with the reader's value marked; none for an abstention, which has no place on a scale."""
    if finding.status in NO_RESULT or finding.context is Context.HISTORICAL:
        return None
    measures = {name: as_number(printed) for name, printed in finding.measures.items()}
    return catalog.picture(
        phrases.language,
        finding.marker,
        value_id=value.id if value else "",
        number=measures.get("percent"),
        ratio=measures.get("ratio"),
        copies=measures.get("copy_number"),
    )


def _rule(finding: Finding, value: Value | None, phrases: Phrasebook) -> str:
    """The reader's own rule where wording has it; the threshold where a number or score decided; else "as printed"."""
    if finding.status in NO_RESULT:
        return phrases.say("rule.as_printed") if finding.status is not Status.UNCLEAR else ""
    threshold = value.rule if value and not finding.rule.endswith(".words") else ""
    return phrases.say(f"rule.{finding.rule.lower()}") or threshold or phrases.say("rule.as_printed")


def _guide_address(slug: str, anchor: str) -> str:
    if not slug:
        return ""
    return f"{reverse('guide', args=[slug])}#{anchor}" if anchor else reverse("guide", args=[slug])
