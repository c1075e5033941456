"""Mismatch repair: the four proteins and what they say together.

A protein is "intact" or there is "loss". "Positive" says that the stain is there only where the text around speaks of
stains; of MMR as a whole it can mean either, and stays open. Genes and methylation are not read here, and whether
MMR and microsatellites agree is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.reading.assertion import Claim, claim
from reports.reading.biomarker_rules import PROTEINS, BiomarkerRules
from reports.reading.biomarker_words import denied_behind, said
from reports.reading.findings import Context, Status
from reports.reading.lexicon import Kind
from reports.reading.mentions import Mention
from reports.reading.reconcile import Answer

_BEFORE, _BEHIND = 700, 160  # characters around a name in which the text speaks of stains or of genes
_NEAR_GENE = 5  # words behind an answer


def decide_protein(mention: Mention, rules: BiomarkerRules, text: str) -> Claim | None:
    if _of_gene(mention, rules):
        return None
    told = said(mention, rules.markers[mention.name.id], stained=_stained(mention, rules, text))
    if told.status is None:
        return None
    if told.status in {Status.LOSS, Status.INTACT} and _first(mention) and denied_behind(mention):
        return claim(mention, Status.UNCLEAR, "words")
    return claim(mention, told.status, "words", reason=told.reason)


def decide_mmr(mention: Mention, rules: BiomarkerRules) -> Claim | None:
    told = said(mention, rules.markers["MMR"])
    if told.status is None or _of_gene(mention, rules):
        return None
    if told.status in {Status.DEFICIENT, Status.PROFICIENT} and _first(mention) and denied_behind(mention):
        return claim(mention, Status.UNCLEAR, "words")
    return claim(mention, told.status, "words", reason=told.reason)


def _first(mention: Mention) -> bool:
    """Does the answer stand before the name?"""
    return bool(mention.answers) and mention.answers[0].start < mention.name.start


def _of_gene(mention: Mention, rules: BiomarkerRules) -> bool:
    """`MLH1 exon 3 loss`, `MLH1: no mutation detected`."""
    row = mention.statement.lexemes
    last = max((x.end for x in mention.answers), default=mention.name.end)
    strange = 0
    for lexeme in row:
        if lexeme.start < mention.name.end:
            continue
        if lexeme.start >= last:
            strange += 1
        if strange > _NEAR_GENE or lexeme.kind is Kind.NAME or lexeme.id in {";", ".", "("}:
            return False
        if lexeme.kind is Kind.WORD and lexeme.id in rules.gene_words:
            return True
    return False


def _stained(mention: Mention, rules: BiomarkerRules, text: str) -> bool:
    """Does the text around speak of stains, and not, nearer, of genes?"""
    around = text[max(0, mention.name.start - _BEFORE) : mention.end + _BEHIND].lower()
    at = min(mention.name.start, _BEFORE)
    stains = [abs(place - at) for sign in rules.stain_signs for place in _places(sign, around)]
    genes = [abs(place - at) for sign in rules.gene_signs for place in _places(sign, around)]
    return bool(stains) and min(stains) < min(genes, default=_BEFORE)


def _places(sign: str, text: str) -> list[int]:
    found, at = [], text.find(sign)
    while at >= 0:
        found.append(at)
        at = text.find(sign, at + 1)
    return found


def with_overall(answers: Sequence[Answer]) -> list[Answer]:
    """MMR of each sample of which the report does not give it: what its proteins say together."""
    out = list(answers)
    proteins = [a for a in answers if a.claim.marker in PROTEINS and a.claim.context is Context.CURRENT]
    given = [a.claim for a in answers if a.claim.marker == "MMR" and a.claim.context is Context.CURRENT]
    for specimen in dict.fromkeys(a.claim.specimen for a in proteins):
        if any(not mmr.specimen or not specimen or mmr.specimen == specimen for mmr in given):
            continue
        overall = _overall([a.claim for a in proteins if a.claim.specimen == specimen])
        if overall:
            out.append(overall)
    return out


def _overall(proteins: Sequence[Claim]) -> Answer | None:
    """Any loss: deficient. All four intact: proficient. Anything open: nothing."""
    statuses = {one.status for one in proteins}
    if not statuses <= {Status.INTACT, Status.LOSS}:
        return None
    lost = [one for one in proteins if one.status is Status.LOSS]
    if not lost and {one.marker for one in proteins} != set(PROTEINS):
        return None
    first, *rest = lost or list(proteins)
    status = Status.DEFICIENT if lost else Status.PROFICIENT
    overall = first.at(marker="MMR", status=status, rule="MMR.proteins", measures={}, value="", reason="")
    return Answer(overall, tuple(rest[:3]))
