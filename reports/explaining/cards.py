"""A card for each finding: the word, the meaning, the picture, the line, the rule and the way to the guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.urls import reverse

from guides import catalog
from guides.entries import Picture, Value
from reports.explaining import order, origins
from reports.explaining.marked_text import Lines
from reports.explaining.openness import is_answered
from reports.explaining.phrases import Phrasebook
from reports.explaining.plausible import IMPOSSIBLE, is_impossible
from reports.explaining.values import as_number
from reports.explanation import Card, Measure
from reports.reading.findings import NO_RESULT, OPEN, Context, Finding, Status


def current(findings: Sequence[Finding], phrases: Phrasebook) -> list[Finding]:
    """The own answers of the report, in the order of the page; diagnoses as in their file, invasive first."""
    named = phrases.entry("DIAGNOSIS")
    rank = {value.value: number for number, value in enumerate(named.values.values())} if named else {}

    def place(finding: Finding) -> tuple[int, int, int]:
        return order.place(finding.marker), rank.get(finding.value, len(rank)), finding.evidence.start

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
    entry = phrases.entry(finding.marker)
    picture, word = _picture(finding, value, phrases), phrases.word(finding)
    return Card(
        anchor=anchor,
        marker=finding.marker,
        label=phrases.label(finding.marker),
        state=_state(finding, own),
        status_word=word,
        meaning=_meaning(finding, own, value, phrases),
        next_step=_next_step(finding, value, phrases),
        measures=_measures(finding, picture, word, phrases),
        picture=picture,
        quotes=(
            replace(lines.quote(finding.evidence), second=finding.second_quote),
            *(lines.quote(evidence) for evidence in finding.also),
        ),
        rule=_rule(finding, value, phrases),
        source=value.source if value else None,
        guide_address=_guide_address(entry.guide_slug, value.anchor if value else entry.guide_anchor) if entry else "",
        guide_title=entry.guide_title if entry else "",
        origin=origins.sentence(finding, phrases),
    )


def _state(finding: Finding, own: Sequence[Finding]) -> str:
    if finding.context is Context.HISTORICAL:
        return "earlier"
    return "settled" if is_answered(finding, own) and not is_impossible(finding) else "open"


def _meaning(finding: Finding, own: Sequence[Finding], value: Value | None, phrases: Phrasebook) -> str:
    places = {"label": phrases.label(finding.marker), "value": finding.value}
    if is_impossible(finding):
        sentences = [phrases.say("state.impossible.meaning", **places)]
    else:
        state = f"state.{finding.status}"
        own_words = f"{phrases.in_blood(finding) or f'{state}.{finding.marker.lower()}'}.meaning"
        general = phrases.say(own_words, f"{state}.meaning", **places)
        reason = phrases.say(f"reason.{finding.reason}", **places) if finding.reason else ""
        sentences = [value.meaning if value else general, reason]
    meaning = " ".join(filter(None, sentences))
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
    if is_impossible(finding):
        return phrases.say("state.impossible.next")
    if value:
        return value.next_step
    state = phrases.in_blood(finding) or f"state.{finding.status}"
    return phrases.say(f"{state}.next", "state.reported.next", label=phrases.label(finding.marker))


def _measures(finding: Finding, picture: Picture | None, word: str, phrases: Phrasebook) -> tuple[Measure, ...]:
    """With a label of the marker's own where it needs one: copies of HER2 are counted otherwise than copies of MET.

    What the picture or the word of the card says is not said again.
    """
    marker = finding.marker.lower()
    drawn = picture is not None and picture.kind == "percent" and picture.marker_label
    return tuple(
        Measure(
            phrases.say(f"measure.{name}.{marker}", f"measure.{name}") or phrases.say("measure.score"),
            phrases.say(f"measure.{name}.printed", value=printed) or printed,
        )
        for name, printed in finding.measures.items()
        if not (drawn and name == "percent") and not (name == "variant" and printed.removeprefix("p.") in word)
    )


def _picture(finding: Finding, value: Value | None, phrases: Phrasebook) -> Picture | None:
    """The scale with the reader's value marked; none for an abstention, which has no place on a scale.

    A scale stands in the marker's own file and belongs to the cancers of that file alone.
    """
    if finding.status in NO_RESULT or finding.context is Context.HISTORICAL or is_impossible(finding):
        return None
    if not phrases.speaks_for_its_own(finding.marker):
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
    if finding.reason == IMPOSSIBLE or is_impossible(finding):
        return ""  # nothing was concluded
    if finding.status in NO_RESULT:
        return phrases.say("rule.as_printed") if finding.status is not Status.UNCLEAR else ""
    threshold = value.rule if value and not finding.rule.endswith(".words") else ""
    own = f"rule.{finding.rule.lower()}"
    told = phrases.say(own) if phrases.speaks_for_its_own(finding.marker) else phrases.say(f"{own}.other", own)
    return told or threshold or phrases.say("rule.as_printed")


def _guide_address(slug: str, anchor: str) -> str:
    if not slug:
        return ""
    return f"{reverse('guide', args=[slug])}#{anchor}" if anchor else reverse("guide", args=[slug])
