"""HER2 in one statement: which test a word or number belongs to, and what it says of that test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reports.reading.assertion import UNFINISHED, Claim, claim, said_by, taken_back, unfinished_of, withdrawn_first
from reports.reading.findings import Status
from reports.reading.her2_overall import IHC, ISH, OVERALL, Her2Rules, group_of
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.measures import as_printed
from reports.reading.mentions import Mention

_ELSEWHERE = {"see", "sent", "send", "refer", "reflex", "await", "per"}  # "equivocal (see FISH)" is no result of FISH
_NOT_DONE = {"no", "without", "not"}
_SAID = {Kind.ANSWER, Kind.VERB, Kind.SCORE}
_VAGUE = {"detected", "not_detected"}
_ISH_NUMBERS = {"ratio", "copy_number", "group"}
_PLAIN = {
    "low_positive": "positive",
    "amplified": "positive",
    "detected": "positive",
    "not_amplified": "negative",
    "not_detected": "negative",
}
_ISH_STATUS = {
    "positive": Status.AMPLIFIED,
    "low_positive": Status.AMPLIFIED,
    "detected": Status.AMPLIFIED,
    "negative": Status.NOT_AMPLIFIED,
    "not_detected": Status.NOT_AMPLIFIED,
}


def decide_her2(mention: Mention, rules: Her2Rules) -> list[Claim]:
    """Up to one claim for each test, and one for HER2 as a whole where no test is named."""
    parts: dict[str, list[Lexeme]] = {IHC: [], ISH: [], OVERALL: []}
    clear = [a for a in mention.answers if a.id not in _VAGUE]
    for item in [*(clear or [a for a in mention.answers if _speaks(mention)]), *mention.numbers]:
        parts[_test_of(item, mention)].append(item)
    if parts[OVERALL] and any(x.kind is Kind.SCORE for x in parts[IHC]) and not parts[ISH]:
        parts[IHC] += parts.pop(OVERALL)  # "negative (1+)" says one thing
    claims = []
    for test, items in parts.items():
        if items:
            part = _part(mention, items)
            decided = {IHC: _ihc, ISH: _ish, OVERALL: _whole}[test](part, rules)
            if decided:
                claims.append(decided.at(marker=test))
    return claims


def _speaks(mention: Mention) -> bool:
    """`detected` is an answer only where the name says what was looked for."""
    return mention.tight or bool(mention.methods) or mention.name.id != OVERALL


def _part(mention: Mention, items: Sequence[Lexeme]) -> Mention:
    answers = [x for x in items if x.kind in {Kind.ANSWER, Kind.VERB}]
    numbers = [x for x in items if x.kind not in {Kind.ANSWER, Kind.VERB}]
    return Mention(mention.name, mention.statement, answers, numbers, mention.methods, mention.tight)


def _test_of(item: Lexeme, mention: Mention) -> str:
    if item.kind is Kind.SCORE:
        return IHC
    if item.id in _ISH_NUMBERS or item.id in {"amplified", "not_amplified"}:
        return ISH
    if item.kind is Kind.MEASURE:
        return IHC
    near = _method_near(item, mention)
    if near:
        return near
    return mention.name.id if mention.name.id in {IHC, ISH} else OVERALL


def _method_near(item: Lexeme, mention: Mention) -> str:
    """`negative by FISH`, `IHC: negative`: the method named right after the answer, or before it."""
    row = mention.statement.lexemes
    at = next((n for n, x in enumerate(row) if x is item), -1)
    for n in range(at + 1, min(at + 6, len(row))):
        if row[n].kind is Kind.METHOD and row[n - 1].id in _NOT_DONE:
            break  # "negative (no FISH)"
        if row[n].kind is Kind.METHOD:
            labels = n + 1 < len(row) and (row[n + 1].id == ":" or row[n + 1].kind in {*_SAID, Kind.CUE})
            if not labels:
                return row[n].id
            break
        if row[n].id in {";", ",", ".", "/", ":"} or row[n].kind in _SAID or row[n].id in _ELSEWHERE:
            break
    for n in range(at - 1, max(at - 12, -1), -1):
        if row[n].kind is Kind.METHOD:
            return "" if row[n - 1].id in _NOT_DONE else row[n].id
        if row[n].kind in _SAID or row[n].kind is Kind.NAME or row[n].id in {";", "."}:
            break
    return ""


def _unfinished(mention: Mention) -> Claim | None:
    words = [answer.id for answer in said_by(mention)]
    if set(words) & set(UNFINISHED):
        return claim(mention, unfinished_of(words), "words")
    return None


def _score(mention: Mention, rules: Her2Rules) -> str:
    """The printed score as one of the table, "0 or 1+", "" for none, "?" for one that it cannot have."""
    scores = []
    for number in mention.numbers:
        if number.kind is not Kind.SCORE:
            continue
        if number.id == "between":
            return "0 or 1+" if number.value.startswith("0") and "1" in number.value else "?"
        printed = rules.words.get(number.value.lower(), number.value)
        if number.detail == "or":
            printed = "0 or 1+"
        elif printed in {"1", "2", "3"} or (printed == "0" and number.detail == "+"):
            printed += "+"
        scores.append(printed if printed in rules.statuses or printed == "0 or 1+" else "?")
    if scores[:1] == ["0 or 1+"] and set(scores) <= {"0 or 1+", "0", "1+"}:
        return "0 or 1+"  # "0 - 1+ (not overexpressed: 0, 1+)"
    if scores == ["0", "1+"] and _joined(mention):
        return "0 or 1+"  # the box "Negative (0, 1+)"
    return scores[0] if scores and len(set(scores)) == 1 else ("?" if scores else "")


def _joined(mention: Mention) -> bool:
    """Do the two scores stand in one list, and not the second in a bracket or a column of its own?"""
    first, last = (x for x in mention.numbers if x.kind is Kind.SCORE)
    between = [x for x in mention.statement.lexemes if first.end <= x.start < last.start]
    return len(between) == 1 and between[0].id in {",", "or", "/", "and"}


def _ihc(mention: Mention, rules: Her2Rules) -> Claim | None:
    unfinished = _unfinished(mention)
    score = _score(mention, rules)
    if taken_back(mention) or (score and withdrawn_first(mention)):
        return claim(mention, Status.UNCLEAR, "words")
    words = {_plain(answer.id) for answer in mention.answers}
    if unfinished and not score:
        return unfinished
    if score == "?":
        impossible = any(n.kind is Kind.SCORE and n.value in {"4", "5", "6", "7", "8", "9"} for n in mention.numbers)
        return claim(mention, Status.UNCLEAR, "score", reason="impossible_value" if impossible else "")
    if not score:
        return _ihc_words(mention, words)
    status = Status.NEGATIVE if score == "0 or 1+" else rules.statuses[score]
    said = words & {"positive", "negative", "equivocal"}
    if said and said != {status.value}:
        return claim(mention, Status.CONFLICT, "score", value=score, reason="words_and_number_differ")
    return claim(mention, status, "score", value=score)


def _ihc_words(mention: Mention, words: set[str]) -> Claim | None:
    known = words & {"positive", "negative", "equivocal"}
    if not words:
        return None
    if len(words) > 1 or not known:
        return claim(mention, Status.UNCLEAR, "words", reason="suspected" if "indeterminate" in words else "")
    return claim(mention, Status(known.pop()), "words")


def _plain(status: str) -> str:
    return _PLAIN.get(status, status)


def _whole(mention: Mention, rules: Her2Rules) -> Claim | None:
    if taken_back(mention):
        return claim(mention, Status.UNCLEAR, "words")
    unfinished = _unfinished(mention)
    if unfinished:
        return unfinished
    return _ihc_words(mention, {_plain(answer.id) for answer in mention.answers})


def _ish(mention: Mention, rules: Her2Rules) -> Claim | None:
    unfinished = _unfinished(mention)
    if taken_back(mention):
        return claim(mention, Status.UNCLEAR, "words")
    measures = {n.id: as_printed(n.value) for n in reversed(mention.numbers) if n.id in {"ratio", "copy_number"}}
    words = {_ISH_STATUS.get(a.id, a.id) for a in mention.answers if a.id not in set(UNFINISHED)}
    group = _group(mention, measures, rules)
    if unfinished and not measures:
        return unfinished
    if not words:
        if not group:
            return claim(mention, Status.UNCLEAR, "number", measures, worded=False) if measures else None
        status, value = rules.groups[group]
        return claim(mention, status, "number", measures, value=value, worded=False)
    if len(words) > 1 or not words <= {Status.AMPLIFIED, Status.NOT_AMPLIFIED, "equivocal"}:
        reason = "suspected" if "indeterminate" in words else ""
        return claim(mention, Status.UNCLEAR, "words", measures, reason=reason)
    status = Status(words.pop())
    counted, value = rules.groups.get(group, (status, ""))
    if {status, counted} == {Status.AMPLIFIED, Status.NOT_AMPLIFIED}:
        return claim(mention, Status.CONFLICT, "number", measures, reason="words_and_number_differ")
    return claim(mention, status, "words", measures, value=value if status is Status.EQUIVOCAL else "")


def _group(mention: Mention, measures: Mapping[str, str], rules: Her2Rules) -> str:
    """The ISH group as printed, or by ratio and copies; "" where the report does not settle it."""
    for number in mention.numbers:
        if number.id == "group":
            return {"1": "amplified", "5": "not-amplified"}.get(number.value, f"group-{number.value}")
    return group_of(measures, rules)
