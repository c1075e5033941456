"""The report's own story in one short paragraph, from current findings only. What is open is said to be open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.explaining.phrases import OPEN, Phrasebook
from reports.reading.findings import Context, Finding, Reading, Status

_RESULTS = ("ER", "PR", "HER2", "HER2_IHC", "HER2_ISH", "KI67")
_STAGE = ("PT", "PN", "PM")


def tell(reading: Reading, specimens: Mapping[str, Sequence[Finding]], phrases: Phrasebook) -> tuple[str, ...]:
    """Sentences in order; `specimens`: current findings in the order of the page, by specimen, "" for the whole."""
    named = [name for name in specimens if name]
    sentences = []
    if named:
        sentences.append(phrases.say("story.specimens", count=len(named), names=", ".join(named)))
    for name, findings in specimens.items():
        own = _of_specimen(findings, phrases)
        if name and own:
            own[0] = phrases.say("story.for_specimen", specimen=name, sentence=own[0])
        sentences += own
    sentences += _open([f for own in specimens.values() for f in own], phrases)
    if any(f.context is Context.HISTORICAL for f in reading.findings):
        sentences.append(phrases.say("story.earlier"))
    return tuple(sentences)


def _of_specimen(findings: Sequence[Finding], phrases: Phrasebook) -> list[str]:
    settled = [f for f in findings if f.status not in OPEN]
    by_marker: dict[str, list[Finding]] = {}
    for finding in settled:
        by_marker.setdefault(finding.marker, []).append(finding)

    def words(marker: str) -> str:
        return ", ".join(dict.fromkeys(phrases.word(f) for f in by_marker.get(marker, ())))

    sentences = []
    if "DIAGNOSIS" in by_marker:
        sentences.append(phrases.say("story.diagnosis", diagnosis=words("DIAGNOSIS")))
    if "LATERALITY" in by_marker:
        sentences.append(phrases.say("story.side", side=words("LATERALITY")))
    if "GRADE" in by_marker:
        sentences.append(phrases.say("story.grade", grade=", ".join(f.value for f in by_marker["GRADE"])))
    results = [phrases.say("story.result", label=phrases.label(m), word=words(m)) for m in _RESULTS if words(m).strip()]
    if results:
        sentences.append(phrases.say("story.results", results="; ".join(results)))
    stage = [f.value for marker in _STAGE for f in by_marker.get(marker, ())]
    if stage:
        sentences.append(phrases.say("story.stage", stage=", ".join(stage)))
    positive, examined = by_marker.get("NODES_POSITIVE", []), by_marker.get("NODES_EXAMINED", [])
    if len(positive) == 1 and len(examined) == 1:
        sentences.append(phrases.say("story.nodes", positive=positive[0].value, examined=examined[0].value))
    if "MARGINS" in by_marker:
        sentences.append(phrases.say("story.margins", word=words("MARGINS")))
    return sentences


def _open(findings: Sequence[Finding], phrases: Phrasebook) -> list[str]:
    still = [f for f in findings if f.status in OPEN and f.status is not Status.NOT_PERFORMED]
    labels = list(
        dict.fromkeys(phrases.say("story.result", label=phrases.label(f.marker), word=phrases.word(f)) for f in still)
    )
    if not labels:
        return []
    key = "story.open.one" if len(labels) == 1 else "story.open.many"
    return [phrases.say(key, count=len(labels), labels="; ".join(labels))]
