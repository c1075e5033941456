"""Of which cancer a report speaks, or "" where its own naming lines do not settle it.

It decides which tests families may ask about and which words fit; it never names a diagnosis. Rules and examples:
content/context/cancers.yaml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from reports.reading.assertion import Claim
from reports.reading.text import Line, Prepared

_WORD = re.compile(r"[a-z]+")
_NAMING = {"diagnosis", "synoptic"}
_LABEL_MOST = 40  # characters of a label
_STANDS_OUT = 4  # times as often as all the others together
_OTHER = "other"
_BREAST_TESTS = {"ER", "PR", "HER2", "HER2_IHC"}

_TUMOR = re.compile(r"carcinoma|melanoma|glioma|astrocytoma|glioblastoma|\bcancer\b")


@dataclass(frozen=True, slots=True, eq=False)
class CancerRules:
    words: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]  # first word → its phrases, longest first
    labels: frozenset[str]
    silent: frozenset[str]


def compile_cancers(rules: Mapping[str, Any]) -> CancerRules:
    words: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for cancer, phrases in rules["cancers"].items():
        for phrase in phrases:
            parts = tuple(_WORD.findall(phrase.lower()))
            words.setdefault(parts[0], []).append((parts, cancer))
    ordered = {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in words.items()}
    return CancerRules(ordered, frozenset(rules["labels"]), frozenset(rules["silent"]))


def cancer_of(prepared: Prepared, claims: Collection[Claim], rules: CancerRules) -> str:
    """A key of `cancers`, or "". Lines that name a sample and its cancer count first, then naming lines; the rest of
    the report only where those name none."""
    told, naming, rest = Counter[str](), Counter[str](), Counter[str]()
    for line in prepared.lines:
        if line.section in rules.silent or line.unsafe:
            continue
        text = line.text.lower()
        names = _names(line, rules)
        _count(text, rules, naming if names else rest)
        if names and _TUMOR.search(text):
            _count(text, rules, told)
    settled = _settled(told) or (_settled(naming) if naming else _settled(rest))
    if settled or naming or rest:
        return "" if settled == _OTHER else settled
    return "breast" if len({claim.marker for claim in claims} & _BREAST_TESTS) > 1 else ""


def _names(line: Line, rules: CancerRules) -> bool:
    label = line.text[:_LABEL_MOST].partition(":")[0].strip(" *-#").lower()
    return line.section in _NAMING or bool(line.specimen) or label in rules.labels


def _count(text: str, rules: CancerRules, counter: Counter[str]) -> None:
    words = _WORD.findall(text)
    for at, word in enumerate(words):
        for parts, cancer in rules.words.get(word, ()):
            if tuple(words[at : at + len(parts)]) == parts:
                counter[cancer] += 1
                break


def _settled(counter: Counter[str]) -> str:
    ranked = counter.most_common()
    if not ranked:
        return ""
    (best, times), others = ranked[0], sum(n for _, n in ranked[1:])
    return best if times >= _STANDS_OUT * others else ""
