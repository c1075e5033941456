"""Several claims about one marker become one answer for each specimen.

An addendum or amendment wins over what it amends; a result ends a pending line; two results that exclude each
other are a conflict. Nothing is averaged and nothing is chosen by its place alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from reports.reading.assertion import UNFINISHED, Claim
from reports.reading.findings import Context, Status

_OPEN = {*UNFINISHED, Status.UNCLEAR}
_SIDES = {
    Status.POSITIVE: 1,
    Status.LOW_POSITIVE: 1,
    Status.AMPLIFIED: 1,
    Status.DETECTED: 1,
    Status.LOSS: 1,
    Status.DEFICIENT: 1,
    Status.HIGH: 1,
    Status.NEGATIVE: -1,
    Status.NOT_AMPLIFIED: -1,
    Status.NOT_DETECTED: -1,
    Status.INTACT: -1,
    Status.PROFICIENT: -1,
    Status.STABLE: -1,
    Status.LOW: -1,
    Status.EQUIVOCAL: 0,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One claim that stands for all, and the claims behind it."""

    claim: Claim
    also: tuple[Claim, ...] = ()
    reason: str = ""


def reconcile(claims: Sequence[Claim]) -> list[Answer]:
    """In the order of the first claim of each marker."""
    answers: list[Answer] = []
    for context in Context:
        mine = [claim for claim in claims if claim.context is context]
        for marker in dict.fromkeys(claim.marker for claim in mine):
            answers += _by_specimen([claim for claim in mine if claim.marker == marker])
    return sorted(answers, key=lambda answer: answer.claim.start)


def _by_specimen(claims: Sequence[Claim]) -> list[Answer]:
    named = list(dict.fromkeys(claim.specimen for claim in claims if claim.specimen))
    unnamed = [claim for claim in claims if not claim.specimen]
    if len(named) <= 1:
        return [settle(claims)]
    claims = _without_promises_kept(claims)
    named = list(dict.fromkeys(claim.specimen for claim in claims if claim.specimen))
    if len(named) <= 1:
        return [settle(claims)]
    answers = [settle([claim for claim in claims if claim.specimen == name]) for name in named]
    rest = [claim for claim in unnamed if not any(agree(claim, answer.claim) for answer in answers)]
    rest = [claim for claim in rest if claim.status not in _OPEN]
    return [*answers, settle(rest)] if rest else answers


def _without_promises_kept(claims: Sequence[Claim]) -> Sequence[Claim]:
    """A pending line ends when a later addendum has the result, even where that names the sample in another way."""
    waiting = {claim.specimen for claim in claims if claim.status is Status.PENDING}
    given = [claim for claim in claims if claim.status not in _OPEN]
    if len(waiting) > 1 or any(claim.specimen in waiting for claim in given):
        return claims
    latest = max((claim.addendum for claim in given), default=0)
    return [claim for claim in claims if claim.status is not Status.PENDING or claim.addendum >= latest]


def settle(claims: Sequence[Claim]) -> Answer:
    """One answer for one marker of one specimen."""
    settled = [claim for claim in claims if claim.status not in _OPEN]
    doubted = [claim for claim in claims if claim.status is Status.UNCLEAR and claim.worded]
    last = max(((claim.addendum, claim.start) for claim in settled), default=(-1, -1))
    withdrawn = [claim for claim in claims if claim.withdraws and (claim.addendum, claim.start) >= last]
    if settled and withdrawn:
        return _open_answer(withdrawn)
    if not settled or (doubted and not any(claim.worded for claim in settled)):
        return _open_answer(doubted or claims)  # a number does not settle what the words leave open
    latest = max(claim.addendum for claim in settled)
    newest = [claim for claim in settled if claim.addendum == latest]
    older = [claim for claim in settled if claim.addendum < latest]
    best = _agreed(newest)
    if best is None:
        return _conflict(newest)
    differing = [claim for claim in older if not agree(claim, best)]
    if differing and not (best.amended or latest):
        return _conflict([*differing, best])
    best = _completed(best, [*newest, *(claim for claim in older if agree(claim, best))])
    reason = "amended" if differing else best.reason
    return Answer(best, tuple(_others(differing or [c for c in newest if c.start != best.start])), reason)


def _others(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: claim.start)[:3]


def _open_answer(claims: Sequence[Claim]) -> Answer:
    """Nothing settled: the newest of what was said, words of a state before doubt."""
    order = sorted(claims, key=lambda c: (c.status is not Status.UNCLEAR, c.addendum, c.start))
    best = order[-1]
    return Answer(best, (), best.reason)


def _conflict(claims: Sequence[Claim]) -> Answer:
    first, other = next((one, other) for one, other in combinations(claims, 2) if not agree(one, other))
    measures: dict[str, str] = {}
    best = first.at(status=Status.CONFLICT, value="", measures=measures, reason="sections_differ")
    return Answer(best, (other,), "sections_differ")


def _agreed(claims: Sequence[Claim]) -> Claim | None:
    """The fullest of claims that all agree, or None."""
    worded = [claim for claim in claims if claim.worded] or list(claims)
    kinds = {(claim.status, claim.value, claim.worded): claim for claim in claims}
    if any(not agree(one, other) for one in kinds.values() for other in kinds.values()):
        return None
    return max(worded, key=lambda c: (bool(c.value), c.status is Status.LOW_POSITIVE, len(c.measures)))


def agree(one: Claim, other: Claim) -> bool:
    if Status.CONFLICT in {one.status, other.status}:
        return one.status is other.status
    if one.status in _OPEN or other.status in _OPEN:
        return True
    if one.status is Status.REPORTED or other.status is Status.REPORTED:
        return True
    if one.value and other.value and not set(one.value.split(" or ")) & set(other.value.split(" or ")):
        return False
    if Status.EQUIVOCAL in {one.status, other.status} and one.status is not other.status:
        return not (one.worded and other.worded)
    return _SIDES[one.status] == _SIDES[other.status]


def same_number(one: Claim, other: Claim) -> bool:
    mine, theirs = one.measures.get("percent"), other.measures.get("percent")
    if not mine or not theirs or mine == theirs:
        return True
    plain = all(value.strip("~").replace(".", "", 1).isdigit() for value in (mine, theirs))
    return not plain or mine.strip("~") == theirs.strip("~")


def _completed(best: Claim, claims: Sequence[Claim]) -> Claim:
    """The best claim with the measures and the value that other claims add."""
    measures = dict(best.measures)
    value = best.value
    for claim in claims:
        for name, number in claim.measures.items():
            measures.setdefault(name, number)
    if not all(same_number(best, claim) for claim in claims):
        measures.pop("percent", None)  # two numbers for one result: the word is sure, the number is not
    for claim in claims:
        if claim.value and (not value or (" or " in value and claim.value in value.split(" or "))):
            value = claim.value
    named = next((claim.specimen for claim in claims if claim.specimen), "")
    return best.at(measures=measures, value=value, specimen=best.specimen or named)
