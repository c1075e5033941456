"""The report's own story in one short paragraph, from current findings only. What is open is said to be open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.explaining import order, origins
from reports.explaining.phrases import Phrasebook
from reports.explaining.plausible import is_impossible
from reports.reading.findings import OPEN, Context, Finding, Origin, Reading, Status

_STAGE = ("PT", "PN", "PM")
_SCORES = ("KI67", "MMR", "MSI", "PDL1", "TMB", "CLDN18_2", "FOLR1", "P16", "HRD", "ONCOTYPE", "MAMMAPRINT")
_MOST_NAMES = 4  # genes without a change are named up to so many, and counted from there on
Settled = Mapping[str, Sequence[Finding]]


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
        if finding.status not in OPEN and not is_impossible(finding):
            settled.setdefault(finding.marker, []).append(finding)
    sentences = [
        _diagnosis(settled.get("DIAGNOSIS", []), phrases),
        *(phrases.say(f"story.side.{f.value}") for f in settled.get("LATERALITY", ())),
        *(phrases.say("story.grade", grade=f.value) for f in settled.get("GRADE", ())),
        _results(settled, phrases),
        *_genes(settled, phrases),
        _stage(settled, phrases),
        *(phrases.say("story.stage_group", stage=f.value) for f in settled.get("STAGE", ())),
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


def _results(settled: Settled, phrases: Phrasebook) -> str:
    """The tests of HER2 are told one by one only where the report leaves HER2 as a whole open or unsaid."""
    told = ["ER", "PR", *(["HER2"] if "HER2" in settled else ["HER2_IHC", "HER2_ISH"])]
    told += [*_SCORES, *sorted(order.NEVER_INHERITED)]
    results = []
    for marker in told:
        words = ", ".join(dict.fromkeys(_word(f, phrases) for f in settled.get(marker, ())))
        if not words:
            continue
        unnamed = (phrases.value(f) is None and not phrases.in_blood(f) for f in settled[marker])
        if any(unnamed):  # a general word, which does not name its test
            results.append(phrases.say("because.open", label=phrases.label(marker), word=words))
        else:
            results.append(phrases.say(f"story.result.{marker.lower()}", "story.result", word=words))
    return phrases.say("story.results", results="; ".join(results)) if results else ""


def _word(finding: Finding, phrases: Phrasebook) -> str:
    """As it stands inside a sentence; what was measured in the blood says so."""
    word = _inside(phrases.word(finding))
    if phrases.in_blood(finding):
        return word
    return phrases.say("story.in_blood", word=word) if finding.origin is Origin.BLOOD else word


def _inside(word: str) -> str:
    """ "Not amplified" → "not amplified"; "MSI-high" and "HER2" keep their capitals."""
    first = word.split(" ")[0]
    return word[:1].lower() + word[1:] if first.isalpha() and first[1:].islower() else word


def _genes(settled: Settled, phrases: Phrasebook) -> list[str]:
    """What was found, by where it was found; then what was not. Changes of unknown meaning are told apart."""
    genes = [f for found in settled.values() for f in found if origins.is_gene(f.marker, phrases)]
    genes = [f for f in genes if f.marker not in order.NEVER_INHERITED]
    sentences = []
    for origin in dict.fromkeys(f.origin or "not_said" for f in genes):
        own = [f for f in genes if (f.origin or "not_said") == origin]
        found = [_changed(f, phrases) for f in own if f.status is Status.DETECTED]
        unsure = [f.marker for f in own if f.status is Status.REPORTED and f.value.lower() == "vus"]
        none = [f.marker for f in own if f.status is Status.NOT_DETECTED]
        if found:
            sentences.append(phrases.say(f"story.genes.found.{origin}", genes=_once(found, phrases)))
        if unsure:
            sentences.append(phrases.say("story.genes.unsure", genes=_once(unsure, phrases)))
        if none:
            many = len(set(none)) > _MOST_NAMES
            said = phrases.say("story.genes.count", count=len(set(none))) if many else _once(none, phrases)
            sentences.append(phrases.say(f"story.genes.none.{origin}", genes=said))
    return sentences


def _changed(finding: Finding, phrases: Phrasebook) -> str:
    change = finding.measures.get("variant") or (finding.value if finding.value != finding.status else "")
    return f"{finding.marker} ({change})" if change else finding.marker


def _once(names: Sequence[str], phrases: Phrasebook) -> str:
    return _listed(list(dict.fromkeys(names)), phrases)


def _stage(settled: Settled, phrases: Phrasebook) -> str:
    stage = list(dict.fromkeys(f.value for marker in _STAGE for f in settled.get(marker, ())))
    return phrases.say("story.stage", stage=", ".join(stage)) if stage else ""


def _nodes(settled: Settled, phrases: Phrasebook) -> str:
    positive, examined = settled.get("NODES_POSITIVE", []), settled.get("NODES_EXAMINED", [])
    if len(positive) != 1 or len(examined) != 1:
        return ""
    key = "story.nodes.none" if positive[0].value == "0" else "story.nodes"
    return phrases.say(key, positive=positive[0].value, examined=examined[0].value)
