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
    if told.status is None or (told.status is Status.LOSS and _first(mention) and _either(mention, text)):
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


def _either(mention: Mention, text: str) -> bool:
    """`Absence of MSH2 or MSH6 leads to …`: what would follow from one or the other is no result."""
    row = mention.statement.lexemes
    at = next((n for n, x in enumerate(row) if x is mention.name), -1)
    beside = [*row[max(0, at - 3) : max(0, at)], *row[at + 1 : at + 4]]
    lost = text[mention.answers[0].start :][:8].lower().startswith(("absence", "loss", "lack"))
    return at >= 0 and lost and any(x.id == "or" for x in beside)


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
    current = [a for a in answers if a.claim.context is Context.CURRENT]
    proteins = [a.claim for a in current if a.claim.marker in PROTEINS]
    given = [a for a in current if a.claim.marker == "MMR"]
    out = [_checked(a, proteins) if a in given else a for a in answers]
    for specimen in dict.fromkeys(one.specimen for one in proteins):
        if not any(_same(a.claim, specimen) for a in given):
            out += _overall([one for one in proteins if one.specimen == specimen])
    return out


def _same(one: Claim, specimen: str) -> bool:
    return not one.specimen or not specimen or one.specimen == specimen


def _checked(overall: Answer, proteins: Sequence[Claim]) -> Answer:
    """`MMR proficient` beside the loss of a protein, or deficient beside four that are intact, is a conflict."""
    best = overall.claim
    mine = [one for one in proteins if _same(best, one.specimen) and one.addendum >= best.addendum]
    told = _overall(mine)
    sure = {Status.PROFICIENT, Status.DEFICIENT}
    if not told or best.status not in sure or told[0].claim.status is best.status:
        return overall
    conflict = best.at(status=Status.CONFLICT, value="", reason="sections_differ")
    return Answer(conflict, (told[0].claim,), "sections_differ")


def _overall(proteins: Sequence[Claim]) -> list[Answer]:
    """Any loss: deficient. All four intact: proficient. Anything open: nothing."""
    statuses = {one.status for one in proteins}
    if not proteins or not statuses <= {Status.INTACT, Status.LOSS}:
        return []
    lost = [one for one in proteins if one.status is Status.LOSS]
    if not lost and {one.marker for one in proteins} != set(PROTEINS):
        return []
    first, *rest = lost or list(proteins)
    status = Status.DEFICIENT if lost else Status.PROFICIENT
    overall = first.at(marker="MMR", status=status, rule="MMR.proteins", measures={}, value="", reason="")
    return [Answer(overall, tuple(rest[:3]))]
