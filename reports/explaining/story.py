"""The report's own story in one short paragraph, from current findings only. What is open is said to be open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.explaining.phrases import Phrasebook
from reports.reading.findings import OPEN, Context, Finding, Reading

_STAGE = ("PT", "PN", "PM")


def tell(
    reading: Reading,
    specimens: Mapping[str, Sequence[Finding]],
    waiting: Sequence[Finding],
    phrases: Phrasebook,
) -> tuple[str, ...]:
    """Sentences in order. `specimens`: current findings by specimen, "" for the whole; `waiting`: the open ones."""
    named = [name for name in specimens if name]
    sentences = []
    if named:
        sentences.append(phrases.say("story.specimens", count=len(named), names=", ".join(named)))
    for name, findings in specimens.items():
        own = _of_specimen(findings, phrases)
        if name and own:
            own[0] = phrases.say("story.for_specimen", specimen=name, sentence=own[0])
        sentences += own
    if waiting:
        labels = list(dict.fromkeys(_waiting(f, bool(named), phrases) for f in waiting))
        key = "story.open.one" if len(labels) == 1 else "story.open.many"
        sentences.append(phrases.say(key, labels="; ".join(labels)))
    if any(f.context is Context.HISTORICAL for f in reading.findings):
        sentences.append(phrases.say("story.earlier"))
    return tuple(sentences)


def _waiting(finding: Finding, apart: bool, phrases: Phrasebook) -> str:
    label = phrases.label(finding.marker)
    return phrases.say("story.open.of", label=label, specimen=finding.specimen) if apart and finding.specimen else label


def _of_specimen(findings: Sequence[Finding], phrases: Phrasebook) -> list[str]:
    settled: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.status not in OPEN:
            settled.setdefault(finding.marker, []).append(finding)
    sentences = [
        _diagnosis(settled.get("DIAGNOSIS", []), phrases),
        *(phrases.say(f"story.side.{f.value}") for f in settled.get("LATERALITY", ())),
        *(phrases.say("story.grade", grade=f.value) for f in settled.get("GRADE", ())),
        _results(settled, phrases),
        _stage(settled, phrases),
        _nodes(settled, phrases),
        *(phrases.say(f"story.margins.{f.value}") for f in settled.get("MARGINS", ())),
    ]
    return [sentence for sentence in sentences if sentence]


def _diagnosis(findings: Sequence[Finding], phrases: Phrasebook) -> str:
    names = list(dict.fromkeys(f.value for f in findings))
    if names == ["benign"]:
        return phrases.say("story.benign")
    cancers = [name for name in names if name != "benign"]
    return phrases.say("story.diagnosis", diagnosis=_listed(cancers, phrases)) if cancers else ""


def _listed(words: Sequence[str], phrases: Phrasebook) -> str:
    """ "a, b and c" in the language of the page."""
    *first, last = words
    return phrases.say("story.and", first=", ".join(first), last=last) if first else last


def _results(settled: Mapping[str, Sequence[Finding]], phrases: Phrasebook) -> str:
    """The tests of HER2 are told one by one only where the report leaves HER2 as a whole open or unsaid."""
    told = ["ER", "PR", *(["HER2"] if "HER2" in settled else ["HER2_IHC", "HER2_ISH"]), "KI67"]
    results = []
    for marker in told:
        words = ", ".join(dict.fromkeys(phrases.word(f) for f in settled.get(marker, ()) if phrases.word(f)))
        if words:
            results.append(phrases.say(f"story.result.{marker.lower()}", "story.result", word=words))
    return phrases.say("story.results", results="; ".join(results)) if results else ""


def _stage(settled: Mapping[str, Sequence[Finding]], phrases: Phrasebook) -> str:
    stage = list(dict.fromkeys(f.value for marker in _STAGE for f in settled.get(marker, ())))
    return phrases.say("story.stage", stage=", ".join(stage)) if stage else ""


def _nodes(settled: Mapping[str, Sequence[Finding]], phrases: Phrasebook) -> str:
    positive, examined = settled.get("NODES_POSITIVE", []), settled.get("NODES_EXAMINED", [])
    if len(positive) != 1 or len(examined) != 1:
        return ""
    return phrases.say("story.nodes", positive=positive[0].value, examined=examined[0].value)
