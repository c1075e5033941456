"""One decision table: what a statement says of a receptor, and the words that decided it.

| words | number | status |
|---|---|---|
| pending, not performed, insufficient | any | as the words say |
| two words that exclude each other | any | unclear |
| a number that the test cannot have | | unclear |
| positive or negative | none | as the word says |
| positive | low positive range | low positive |
| positive or negative | in a range of the other | conflict |
| none | in one range | the status of that range |
| none | across ranges | unclear |
| equivocal | any | equivocal |
| "suspicious", "cannot be determined" | any | unclear |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reports.reading.findings import Context, Origin, Status
from reports.reading.lexicon import CANCELLED, WITHDRAWN, Kind, Lexeme
from reports.reading.measures import Span
from reports.reading.mentions import Mention
from reports.reading.ranges import Range, touched
from reports.reading.shares import broken_down, differ, measures_of, share_of

UNFINISHED = (Status.PENDING, Status.NOT_PERFORMED, Status.INSUFFICIENT)
_AFTER_GRADE = {"", ".", ",", ";", ")", "(", "proliferation", "proliferative", "index", "rate"}
_SHORT = 4  # letters of "N/A" and "n.a."
_FIRST, _AGAIN = {"first", "initial", "initially"}, {"repeat", "repeated", "second"}
_DETECTED = {"not_detected": "negative"}
_POSITIVE = {Status.POSITIVE, Status.LOW_POSITIVE}
_WORD_STANDS = {"ER", "PR"}  # "positive (5 %)" is told as printed; what 1 to 10 % means, the page explains


@dataclass(frozen=True, slots=True)
class Claim:
    """One decided mention, in offsets of the normalised text."""

    marker: str
    status: Status
    value: str
    start: int
    end: int
    rule: str
    measures: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    worded: bool = True  # False: a number alone decided
    context: Context = Context.CURRENT
    specimen: str = ""
    addendum: int = 0
    amended: bool = False
    origin: Origin = Origin.NOT_SAID
    withdraws: bool = False  # takes back what was said of the same test before

    def at(self, **changes: Any) -> Claim:
        return replace(self, **changes)


def decide_receptor(mention: Mention, percents: Sequence[Range], shares: Mapping[str, str]) -> Claim | None:
    """ER and PR: the words and the share of stained cells together; `shares` is what an Allred score says of it."""
    impossible = _impossible(mention)
    measures = measures_of(mention)
    words = list(dict.fromkeys(_DETECTED.get(answer.id, answer.id) for answer in said_by(mention)))
    if not mention.tight or len(words) > 1:  # "present" may say that cells, controls or a pattern are
        words = [word for word in words if word != "detected"]
    number = share_of(measures, shares)
    parts = broken_down(mention)
    if parts or differ(measures, shares):
        number = parts
        measures = {kind: value for kind, value in measures.items() if kind not in {"percent", "intensity"}}
    if taken_back(mention) or (number and withdrawn_first(mention)):
        return claim(mention, Status.UNCLEAR, "words")
    if impossible:
        return claim(mention, Status.UNCLEAR, "number", reason="impossible_value")
    if not words:
        return _by_number(mention, number, measures, percents)
    status, reason = _by_words(words)
    if number and reason == "" and status in {*_POSITIVE, Status.NEGATIVE}:
        word = status
        status, reason = _reconciled(status, number, percents)
        if word is Status.POSITIVE and status is Status.LOW_POSITIVE and mention.name.id in _WORD_STANDS:
            status = word
    kept = {} if status in UNFINISHED else measures
    return claim(mention, status, "words", kept, reason=reason)


def said_by(mention: Mention) -> list[Lexeme]:
    """The answers, without "N/A" in a cell before them: `HER2 FISH   N/A   Pending` has no share, but a result."""
    cell = mention.answers[:1]
    if len(mention.answers) > 1 and cell[0].id == Status.NOT_PERFORMED and cell[0].end - cell[0].start <= _SHORT:
        return mention.answers[1:]
    if any(answer.detail == CANCELLED for answer in mention.answers):  # "FISH was ordered and then cancelled"
        return [answer for answer in mention.answers if answer.id != Status.PENDING]
    return [x for x in mention.answers if x.id != Status.INSUFFICIENT or not _tried_again(x, mention)]


def _tried_again(failed: Lexeme, mention: Mention) -> bool:
    """`the first hybridization failed; a repeat gave …`: no word on the result that came of it."""
    row = mention.statement.lexemes
    before = {x.id for x in row if x.end <= failed.start}
    return bool(before & _FIRST) and any(x.id in _AGAIN or x.kind is Kind.END for x in row if x.start >= failed.end)


def unfinished_of(words: Sequence[str]) -> Status:
    """What is not done, but on its way, is pending."""
    open_ = [word for word in words if word in set(UNFINISHED)]
    pending = open_[0] == Status.NOT_PERFORMED and Status.PENDING in open_
    return Status.PENDING if pending else Status(open_[0])


def taken_back(mention: Mention) -> bool:
    """`negative (0%), but not interpretable`: an answer, and that it does not count."""
    backs = [answer.detail == WITHDRAWN for answer in mention.answers]
    return any(backs) and not backs[0] and mention.answers[0].id not in set(UNFINISHED)


def withdrawn_first(mention: Mention) -> bool:
    """`not interpretable, 0 %`: a number behind such a word does not count either."""
    first = mention.answers[:1]
    return bool(first) and first[0].detail == WITHDRAWN and first[0].id == Status.INSUFFICIENT


def _by_words(words: Sequence[str]) -> tuple[Status, str]:
    if words[0] in set(UNFINISHED):
        return unfinished_of(words), ""
    said = {"positive" if w in {"low_positive", "detected"} else w for w in words} - set(UNFINISHED)
    if said == {"indeterminate"} and Status.INSUFFICIENT in words:
        return Status.INSUFFICIENT, ""  # "cannot be assessed: tissue exhausted"
    if "indeterminate" in said:
        return Status.UNCLEAR, "suspected"
    if said & {"amplified", "not_amplified"} or len(said) > 1:
        return Status.UNCLEAR, ""
    return (Status.LOW_POSITIVE if "low_positive" in words else Status(next(iter(said)))), ""


def _reconciled(status: Status, number: Span, percents: Sequence[Range]) -> tuple[Status, str]:
    """A word and a number that may or may not mean the same."""
    possible = touched(number, percents)
    if status is Status.NEGATIVE:
        return (status, "") if status in possible else (Status.CONFLICT, "words_and_number_differ")
    if not possible & _POSITIVE:
        return Status.CONFLICT, "words_and_number_differ"
    if possible == {Status.POSITIVE} and status is Status.LOW_POSITIVE:
        return Status.CONFLICT, "words_and_number_differ"
    return (Status.LOW_POSITIVE if Status.POSITIVE not in possible else status), ""


def _by_number(
    mention: Mention, number: Span | None, measures: Mapping[str, str], percents: Sequence[Range]
) -> Claim | None:
    if number is None:
        scored = {"allred", "hscore"} & set(measures)
        return claim(mention, Status.UNCLEAR, "number", measures, worded=False) if scored else None
    whole = [
        r.status
        for r in percents
        if r.holds(number.low, number.high, open_low=number.open_low, open_high=number.open_high)
    ]
    if whole:
        return claim(mention, whole[0], "number", measures, worded=False)
    possible = touched(number, percents)
    status = Status.POSITIVE if possible <= _POSITIVE else Status.UNCLEAR
    return claim(mention, status, "number", measures, worded=False)


def _impossible(mention: Mention) -> bool:
    return any(number.kind is Kind.MEASURE and number.detail == "impossible" for number in mention.numbers)


def decide_share(mention: Mention, grades: Sequence[str]) -> Claim | None:
    """Ki-67: a percentage, or only a word for it."""
    if _impossible(mention):
        return claim(mention, Status.UNCLEAR, "number", reason="impossible_value")
    measures = {k: v for k, v in measures_of(mention).items() if k == "percent"}
    words = [answer.id for answer in said_by(mention)]
    if words and words[0] in set(UNFINISHED):
        return claim(mention, unfinished_of(words), "words")
    if measures:
        return claim(mention, Status.REPORTED, "number", measures, value=_grade(mention, grades))
    grade = _grade(mention, grades)
    return claim(mention, Status.REPORTED, "words", value=grade) if grade else None


def _grade(mention: Mention, grades: Sequence[str]) -> str:
    """`Ki-67 is high`, `Ki-67: 40% (high)`; not the word of a grade, a cut-off or something else."""
    row = mention.statement.lexemes
    for n, lexeme in enumerate(row):
        if lexeme.start < mention.name.end or lexeme.id not in grades:
            continue
        between = [x for x in row[:n] if x.start >= mention.name.end]
        after = row[n + 1].id if n + 1 < len(row) else ""
        parted = any(x.id in {";", "."} or x.kind in {Kind.NAME, Kind.CUE} for x in between)
        if not parted and (after in _AFTER_GRADE or not after):
            return lexeme.id
    return ""


def claim(
    mention: Mention,
    status: Status,
    rule: str,
    measures: Mapping[str, str] | None = None,
    *,
    value: str = "",
    reason: str = "",
    worded: bool = True,
) -> Claim:
    return Claim(
        marker=mention.name.id,
        status=status,
        value=value,
        start=mention.start,
        end=mention.end,
        rule=f"{mention.name.id}.{rule}",
        measures=measures or {},
        reason=reason,
        worded=worded,
        specimen=mention.statement.owner,
        withdraws=any(answer.detail == WITHDRAWN for answer in mention.answers),
    )
