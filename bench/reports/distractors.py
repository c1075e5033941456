"""Sentences that name a marker and give no result of this tumour: history, controls, methods, guidelines, lists.

Half of them take a marker that the report does give a result for and say something else about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.reports.cases import dice, knowledge
from bench.reports.styles import chosen

if TYPE_CHECKING:
    from bench.reports.writing import Pen

PLACES = {
    "before": ("clinical", "rule_out", "history", "family"),
    "after": ("control", "method", "scale", "gene_list", "options"),
    "end": ("guideline", "trial", "recommended", "literature", "hostile"),
}


class Traps:
    """Chooses, once for a report, which distractors stand where."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self.share = float(pen.style.get("traps", 0.35))
        self.taken = [value.marker for _, value in pen.case.values]

    def block(self, place: str) -> list[str]:
        out = []
        for category in PLACES[place]:
            rng = dice(self.pen.wording, "trap", category)
            if rng.random() < self.share * WEIGHT.get(category, 1.0):
                out += self.sentence(category)
        return out

    def sentence(self, category: str) -> list[str]:
        options = chosen(self.pen.style, "distractors", category)
        if not options:
            return []
        if self.pen.style.get("genes_only"):
            options = [one for one in options if isinstance(one, str) or GENE_TESTS.issuperset(one.get("m", ()))]
        if not options:
            return []
        entry = self.pen.pick(options, "distractor", category)
        text, markers = (entry, []) if isinstance(entry, str) else (entry["t"], list(entry.get("m", [])))
        rng = dice(self.pen.wording, "trapped", category)
        genes = [name for name in CANDIDATES if rng.random() < 0.5 or name in self.taken]
        rng.shuffle(genes)
        genes += [name for name in CANDIDATES if name not in genes]  # a sentence may want more than were drawn
        filled = {f"g{n}": gene for n, gene in enumerate(genes[:4]) if f"{{g{n}}}" in text}
        named = markers + [gene for n, gene in enumerate(genes[:4]) if f"{{g{n}}}" in text]
        self.pen.account.named.update(named)
        if category == "history":
            for marker, value in (entry.get("was", {}) if isinstance(entry, dict) else {}).items():
                self.pen.account.earlier.setdefault(marker, set()).add(value)
        heading = chosen(self.pen.style, "sections", category)
        body = str(text).format(**filled, **self.numbers())
        self.pen.account.traps.append((category, body))
        return [f"{self.pen.pick(heading, 'heading', category)}\n{body}" if heading else body]

    def numbers(self) -> dict[str, Any]:
        rng = dice(self.pen.wording, "numbers")
        return {"age": rng.randint(31, 84), "year": rng.randint(2012, 2020), "cancer": self.pen.case.cancer}


WEIGHT = {
    "clinical": 1.5,
    "method": 1.3,
    "gene_list": 0.8,
    "options": 0.5,
    "trial": 0.7,
    "literature": 0.7,
    "hostile": 0.15,
}
CANDIDATES = [name for name in knowledge()["families"]["gene"] if name != "POLE"]
GENE_TESTS = frozenset([*CANDIDATES, "MSI", "TMB", "MLH1", "MSH2", "MLH1_METHYLATION"])
