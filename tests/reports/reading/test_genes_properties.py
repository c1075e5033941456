"""Genes: swapped results swap or are left open; sentences that are no result change nothing; cost grows with length."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
import yaml

from reports.reading.findings import Context, Status
from reports.reading.genes import read_genes
from reports.reading.text import prepare
from tests.reports.reading.rules import VOCABULARY
from tests.reports.reading.test_genes_styles import genes_of

FORMS = [
    "{gene}: {answer}",
    "{gene} - {answer}",
    "{gene}   {answer}",
    "| {gene} | {answer} |",
    "{gene} mutation: {answer}",
    "{gene} mutation analysis\nResult: {answer}",
    "- {gene} mutation {answer}.",
    "A {gene} mutation was {answer} in the tumor.",
    "{gene}\n{answer}",
    "OBX|1|TX|{gene}^{gene} gene||{answer}||||||F",
]
GENES = ["EGFR", "KRAS", "NRAS", "BRAF", "PIK3CA", "IDH1", "BRCA1", "TP53"]
OPPOSITE = {Status.DETECTED: Status.NOT_DETECTED, Status.NOT_DETECTED: Status.DETECTED}
DISTRACTORS = [
    "EGFR is a receptor tyrosine kinase.",
    "KRAS mutations occur in 25% of lung adenocarcinomas.",
    "Patients with BRAF V600E mutations respond to targeted therapy.",
    "NCT01234567: sotorasib in KRAS G12C mutated tumors",
    "Genes covered: EGFR, KRAS, NRAS, BRAF, PIK3CA, IDH1, BRCA1, TP53.",
    "The limit of detection for EGFR L858R is 1%.",
    "If KRAS is wild type, BRAF testing is recommended.",
    "Her mother is BRCA1 positive.",
    "Osimertinib is approved for EGFR T790M.",
    "A result of not detected does not exclude a TP53 mutation.",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("gene", GENES)
def test_a_swapped_answer_swaps_or_is_left_open(form: str, gene: str) -> None:
    pairs = [
        ("detected", "not detected"),
        ("Detected", "Not Detected"),
        ("present", "absent"),
        ("mutated", "wild type"),
    ]
    for positive, negative in pairs:
        one, other = (
            {f.marker: f.status for f in genes_of(form.format(gene=gene, answer=answer))}
            for answer in (positive, negative)
        )
        if gene in one and gene in other:
            assert other[gene] is OPPOSITE[one[gene]], (form, positive, negative)
        assert one.get(gene) is not Status.NOT_DETECTED
        assert other.get(gene) is not Status.DETECTED


def test_the_forms_are_read() -> None:
    texts = [form.format(gene=gene, answer="not detected") for form in FORMS for gene in GENES]
    assert sum(bool(genes_of(text)) for text in texts) == len(texts)


def test_distractors_change_nothing() -> None:
    chance = random.Random(62)
    for _ in range(150):
        rows = [f"{gene}: {chance.choice(['not detected', 'detected', 'pending'])}" for gene in chance.sample(GENES, 4)]
        plain = _shown("\n".join(rows))
        mixed = list(rows)
        for sentence in chance.sample(DISTRACTORS, 3):
            mixed.insert(chance.randint(0, len(mixed)), f"\n{sentence}\n")
        assert _shown("\n".join(mixed)) == plain, mixed


def _shown(text: str) -> set[tuple[str, Status]]:
    return {(f.marker, f.status) for f in genes_of(text) if f.context is Context.CURRENT}


def test_every_quote_is_verbatim_in_damaged_text() -> None:
    chance = random.Random(7)
    folder = Path(__file__).parent / "genes"
    rows = [row["text"] for path in folder.glob("*.yaml") for row in yaml.safe_load(path.read_text(encoding="utf-8"))]
    for text in rows:
        cut = "".join(c for c in text if chance.random() > 0.03)
        for finding in genes_of(cut):
            assert finding.evidence.quote == cut[finding.evidence.start : finding.evidence.end]


def test_a_long_panel_costs_as_much_per_line_as_a_short_one() -> None:
    row = "EGFR  p.L858R  12.4%  Pathogenic\nGene {n} of the list, KRAS mutations occur in 25% of cancers.\n"

    def seconds(lines: int) -> float:
        prepared = prepare("".join(row.format(n=n) for n in range(lines)), VOCABULARY.outline)
        runs = []
        for _ in range(3):
            begin = time.process_time()
            read_genes(prepared, VOCABULARY.genes)
            runs.append(time.process_time() - begin)
        return min(runs)

    assert seconds(1600) < 14 * seconds(200)


def test_a_text_without_genes_costs_one_search() -> None:
    prepared = prepare("ER positive, PR negative. " * 4000, VOCABULARY.outline)
    begin = time.process_time()
    assert not read_genes(prepared, VOCABULARY.genes).claims
    assert time.process_time() - begin < 0.5
