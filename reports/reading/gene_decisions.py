"""Several claims about one gene become its answers: one for each variant that was found, else one for the gene.

An addendum wins over what it amends. A negative that speaks of one variant, or of one kind of alteration, says nothing
against another one that was found. What was found in the blood and in the tumor stays apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.reading.findings import Origin, Status
from reports.reading.gene_claims import GeneClaim
from reports.reading.reconcile import Answer, settle

_ARMS = {"1p", "19q"}


def decide(claims: Sequence[GeneClaim]) -> list[Answer]:
    """In the order of the text."""
    answers: list[Answer] = []
    keys = dict.fromkeys((c.claim.marker, c.claim.context) for c in claims)
    for marker, context in keys:
        mine = [c for c in claims if (c.claim.marker, c.claim.context) == (marker, context)]
        for group in _apart(mine):
            answers += _one_gene(_arms(group) if marker == "1P19Q" else group)
    return sorted(answers, key=lambda answer: answer.claim.start)


def _apart(claims: Sequence[GeneClaim]) -> Iterable[list[GeneClaim]]:
    """By specimen and origin; what names neither joins what there is, if that is one."""
    keys = dict.fromkeys((c.claim.specimen, c.claim.origin) for c in claims)
    specimens: set[str] = {specimen for specimen, _ in keys if specimen}
    origins: set[Origin] = {origin for _, origin in keys if origin is not Origin.NOT_SAID}
    if len(specimens) <= 1 and len(origins) <= 1:
        yield list(claims)
        return
    for specimen in sorted(specimens) or [""]:
        for origin in sorted(origins) or [Origin.NOT_SAID]:
            group = [c for c in claims if _fits(c, specimen, origin, len(specimens), len(origins))]
            if group:
                yield group
    rest = [c for c in claims if _homeless(c, len(specimens), len(origins))]
    if rest:
        yield rest


def _fits(one: GeneClaim, specimen: str, origin: Origin, specimens: int, origins: int) -> bool:
    same = specimens <= 1 or one.claim.specimen == specimen
    return same and (origins <= 1 or one.claim.origin is origin)


def _homeless(one: GeneClaim, specimens: int, origins: int) -> bool:
    lost = (specimens > 1 and not one.claim.specimen) or (origins > 1 and one.claim.origin is Origin.NOT_SAID)
    return lost and one.claim.status not in {Status.PENDING, Status.UNCLEAR}


def _one_gene(claims: Sequence[GeneClaim]) -> list[Answer]:
    minor = [c for c in claims if c.claim.status is Status.REPORTED]
    found = [c for c in claims if c.claim.status is Status.DETECTED]
    absent = [c for c in claims if c.claim.status is Status.NOT_DETECTED]
    stated = {Status.REPORTED, Status.DETECTED, Status.NOT_DETECTED}
    rest = [c for c in claims if c.claim.status not in stated]
    known = {c.variant for c in minor if c.variant}
    out = [_answer(group) for group in _by_variant(minor)]
    found = [c for c in found if not (c.variant and c.variant in known)] or (
        [] if not minor else [c for c in found if not c.variant]
    )
    if known and all(not c.variant for c in found):
        found = [c for c in found if not _repeats(c, minor)]
    if not found:
        general = _general(absent)
        return [*out, *_settled([*general, *rest])]
    latest = max(c.claim.addendum for c in found)
    regional = [c for c in found if c.region]  # "a mutation was found" does not speak against another exon's row
    against = [c for c in absent if any(_contradicts(c, one) for one in (regional if c.region and regional else found))]
    newer = [c for c in against if c.claim.addendum > latest]
    same = [c for c in against if c.claim.addendum == latest]
    if newer:
        return [*out, *_settled([*against, *found])]
    if same and not any(c.claim.amended for c in found):
        return [*out, *_settled([*same, *found])]
    return [*out, *(_answer(group, against) for group in _by_variant(found))]


def _repeats(one: GeneClaim, minor: Sequence[GeneClaim]) -> bool:
    """`variant detected` beside the one variant, which is of uncertain meaning."""
    return not one.claim.value and bool(minor)


def _contradicts(absent: GeneClaim, found: GeneClaim) -> bool:
    if absent.region and found.region and not absent.region & found.region:
        return False  # "KRAS exon 2: G12D; KRAS exon 3: wild type"
    if not absent.what:
        return True
    value = found.claim.value
    kind = value if value in {"fusion", "amplification", "loss"} else "mutation"
    if kind in absent.what:
        return True
    return found.variant in absent.what or bool(not found.variant and absent.what & found.what)


def _general(absent: Sequence[GeneClaim]) -> list[GeneClaim]:
    """What speaks of the whole gene stands for all; else the first."""
    return [c for c in absent if not c.what] or list(absent)


def _settled(claims: Sequence[GeneClaim]) -> list[Answer]:
    if not claims:
        return []
    return [settle([c.claim for c in claims])]


def _by_variant(claims: Sequence[GeneClaim]) -> list[list[GeneClaim]]:
    """Claims of the same variant together; one that names none joins the first that does."""
    groups: dict[str, list[GeneClaim]] = {}
    plain: list[GeneClaim] = []
    for one in claims:
        if one.variant:
            groups.setdefault(_key(one.variant, groups), []).append(one)
        elif one.claim.value in {"amplification", "loss"}:
            groups.setdefault(one.claim.value, []).append(one)
        else:
            plain.append(one)
    if not groups:
        return [plain] if plain else []
    return list(groups.values())


def _key(variant: str, groups: Iterable[str]) -> str:
    return next(
        (known for known in groups if variant in known or known in variant or _same_event(variant, known)), variant
    )


def _same_event(one: str, other: str) -> bool:
    """ "exon 19 deletion" and "E746_A750del" of one gene."""
    if ("exon" in one) == ("exon" in other):
        return False
    kinds = [
        {kind for kind in ("del", "ins") if kind in name or (kind == "ins" and "dup" in name)} for name in (one, other)
    ]
    return bool(kinds[0]) and kinds[0] == kinds[1]


def _answer(group: Sequence[GeneClaim], against: Sequence[GeneClaim] = ()) -> Answer:
    best = max(group, key=lambda c: (len(c.claim.measures), bool(c.claim.value), c.claim.addendum))
    measures = dict(best.claim.measures)
    for one in group:
        for name, number in one.claim.measures.items():
            measures.setdefault(name, number)
    value = best.claim.value or next((c.claim.value for c in group if c.claim.value), "")
    specimen = next((c.claim.specimen for c in group if c.claim.specimen), "")
    claim = best.claim.at(measures=measures, value=value, specimen=specimen)
    others = tuple(c.claim for c in against)[:3]
    return Answer(claim, others, "amended" if others else claim.reason)


def _arms(claims: Sequence[GeneClaim]) -> list[GeneClaim]:
    """1p and 19q told apart: both lost is a codeletion, one alone is not settled."""
    whole = [c for c in claims if not c.what & _ARMS]
    single = [c for c in claims if c.what & _ARMS]
    if whole or not single:
        return list(whole) or list(claims)
    status = {arm: {c.claim.status for c in single if arm in c.what} for arm in sorted(_ARMS)}
    first = single[0]
    last = max(c.claim.end for c in single)
    if all(found == {Status.DETECTED} for found in status.values()):
        return [GeneClaim(first.claim.at(end=last))]
    if all(found == {Status.NOT_DETECTED} for found in status.values()):
        return [GeneClaim(first.claim.at(end=last))]
    return [GeneClaim(first.claim.at(status=Status.UNCLEAR, value="", measures={}, end=last))]
