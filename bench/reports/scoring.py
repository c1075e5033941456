"""Scores answers of `manage.py read_reports` against gold rows. The unit is one stated value.

On rows of the evaluation set it counts as the set's own scorer does. On rows of our own (`closed`) it also counts what
no label allows: a marker or number that is not in the report, another specimen's result (`owner`), and an older result
told as today's, which is a flip or a wrong value with the note "older".
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from bench.reports import labels
from bench.reports.labels import GROUPS, Key, same, stated

ERRORS = ("flips", "overclaims", "wrong", "owner")
CLOSED_FACTS = ("PT", "PN", "PM", "STAGE", "NODES_POSITIVE", "NODES_EXAMINED", "MARGINS", "LVI")
NUMBERS = tuple(measure for measure in labels.MEASURES if measure != "variant")


@dataclass(frozen=True, slots=True)
class Note:
    kind: str
    row: dict[str, Any]
    key: str
    detail: str
    quote: str = ""


def trap_of(note: Note) -> str:
    """The kind of distractor that misled the reader, or "" where the quote stands elsewhere."""
    quote = " ".join(note.quote.split()).lower()
    for kind, sentence in note.row.get("traps", ()) if quote else ():
        if quote in " ".join(sentence.split()).lower():
            return str(kind)
    return ""


@dataclass
class Score:
    groups: dict[str, Counter[str]] = field(default_factory=lambda: {group: Counter() for group in GROUPS})
    markers: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    styles: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    notes: list[Note] = field(default_factory=list)

    def count(self, kind: str, row: dict[str, Any], key: Key, detail: str = "", quote: str = "") -> None:
        for counter in (self.groups[key.group], self.markers[str(key)], self.styles[row.get("style", "")]):
            counter[kind] += 1
        if kind not in {"right", "in_report"}:
            self.notes.append(Note(kind, row, str(key), detail, quote))

    @property
    def all(self) -> Counter[str]:
        return sum(self.groups.values(), Counter())


def interval(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson."""
    if not of:
        return 0.0, 1.0
    z, share = 1.959964, hits / of
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def quote_for(findings: list[dict[str, Any]], key: Key, value: str) -> str:
    for finding in findings:
        said = {str(finding.get("status")), str(finding.get("value")), *map(str, finding.get("measures", {}).values())}
        if finding.get("marker") == key.marker and (value in said or len(findings) == 1):
            return str(finding.get("quote") or "")
    return next((str(f.get("quote") or "") for f in findings if f.get("marker") == key.marker), "")


def judge_quotes(score: Score, row: dict[str, Any], answer: dict[str, Any]) -> None:
    text = answer.get("text") or row["text"]
    for finding in answer["findings"]:
        quote = finding.get("quote") or ""
        if not quote or text[finding.get("start", -1) : finding.get("end", -1)] != quote:
            marker = str(finding.get("marker"))
            group = "receptors" if marker in labels.RECEPTORS else "facts"
            score.count("unsupported", row, Key(group, marker, ""), quote[:60])


def judge_key(score: Score, row: dict[str, Any], key: Key, gold: list[str], answer: dict[str, Any]) -> None:
    findings, ours = answer["findings"], bool(row.get("closed"))
    asked = list(dict.fromkeys(one for one in gold if one != "not_stated"))
    found, abstained = stated(findings, key, ours=ours)
    if not found:
        earlier, _ = stated(findings, key, "historical", ours=ours)
        found = [one for one in earlier if any(same(key, want, one) for want in asked)]
    if not asked:
        found = [one for one in found if one not in labels.NO_ANSWER]
    for _ in asked:
        score.count("in_report", row, key)
    for value in found:
        if any(same(key, one, value) for one in gold):
            score.count("right", row, key)
        elif not key.measure and value in row.get("may", {}).get(key.marker, ()):
            continue
        else:
            older = "older " if value in row.get("earlier", {}).get(key.marker, ()) else ""
            detail = f"{older}{', '.join(gold)} → {value}"
            score.count(kind_of(row, key, gold, value), row, key, detail, quote_for(findings, key, value))
    for value in asked:
        if not any(same(key, value, one) for one in found):
            score.count("abstained" if abstained else "missed", row, key, value)


def kind_of(row: dict[str, Any], key: Key, gold: list[str], value: str) -> str:
    if key.measure:
        return "wrong"
    if set(gold) <= labels.UNRESOLVED and value in labels.POLARITY:
        return "overclaims"
    # another specimen's side of it is `owner` or `wrong`; the evaluation set's scorer, blind to owners, says a flip
    sided = row.get("closed") and any(labels.POLARITY.get(one) == labels.POLARITY.get(value) for one in gold)
    return "flips" if labels.opposite(gold, value) and not sided else "wrong"


def judge_absent(score: Score, row: dict[str, Any], answer: dict[str, Any]) -> None:
    known = labels.RECEPTORS + labels.MOLECULAR
    for marker in {*row.get("not_in_report", []), *row.get("mentioned_without_result", [])}:
        if marker in row["labels"] or (marker not in known and not row.get("closed")):
            continue
        key = Key(labels.group_of(marker), marker, "")
        for value in stated(answer["findings"], key)[0]:
            if value not in labels.NO_ANSWER:
                score.count(
                    "overclaims", row, key, f"not in report → {value}", quote_for(answer["findings"], key, value)
                )


def judge_closed(score: Score, row: dict[str, Any], answer: dict[str, Any], gold: dict[Key, list[str]]) -> None:
    """What only rows of our own can say: facts and numbers that are not in the report, results of another specimen."""
    findings = answer["findings"]
    for marker in CLOSED_FACTS:
        key = Key("facts", marker, "")
        if key in gold or marker in row["may"]:
            continue
        for value in stated(findings, key)[0]:
            if value not in labels.NO_ANSWER:
                quote = quote_for(findings, key, value)
                score.count("overclaims", row, key, f"not in report → {value}", quote)
    for marker in {key.marker for key in gold if key.group != "facts"}:
        allowed = [one for key, values in gold.items() if key.marker == marker for one in values]
        for measure in NUMBERS:
            key = Key("measures", marker, measure)
            for value in () if key in gold else stated(findings, key)[0]:
                if not value.startswith("<") and not any(labels.number(one) == labels.number(value) for one in allowed):
                    score.count("wrong", row, key, f"not in report → {value}", quote_for(findings, key, value))
    for marker, measure, by in row["owners"]:
        key = next(one for one in gold if (one.marker, one.measure) == (marker, measure))
        for finding in findings:
            label = specimen_label(str(finding.get("specimen") or ""), by)
            if finding.get("marker") != marker or finding.get("context", "current") != "current" or not label:
                continue
            for value in stated([finding], key, ours=True)[0]:
                others = [one for other, one in by.items() if other != label]
                if not same(key, by[label], value) and any(same(key, one, value) for one in others):
                    score.count("owner", row, key, f"{label}: {by[label]} → {value}", str(finding.get("quote")))


def judge_impossible(score: Score, row: dict[str, Any], answer: dict[str, Any]) -> None:
    """A number that can't be is no result: not as a value, not as a measure, whatever word stands beside it."""
    for marker, number in row.get("impossible", ()):
        for finding in answer["findings"]:
            said = {str(finding.get("value")), *map(str, (finding.get("measures") or {}).values())}
            if finding.get("marker") == marker and number in said and finding.get("status") not in labels.ABSTAIN:
                key = Key(labels.group_of(marker), marker, "")
                score.count("overclaims", row, key, f"impossible → {number}", str(finding.get("quote")))


def specimen_label(said: str, by: dict[str, str]) -> str:
    words = said.upper().replace(":", " ").replace(".", " ").split()
    return next((label for label in by if label.upper() in words), "")


def score_all(rows: list[dict[str, Any]], answers: dict[str, dict[str, Any]]) -> Score:
    score = Score()
    for row in rows:
        answer = answers.get(row["id"]) or {"findings": []}
        gold = labels.wanted(row)
        judge_quotes(score, row, answer)
        for key, values in gold.items():
            judge_key(score, row, key, values, answer)
        judge_absent(score, row, answer)
        if row.get("closed"):
            judge_closed(score, row, answer, gold)
            judge_impossible(score, row, answer)
    return score


def swaps(rows: list[dict[str, Any]], answers: dict[str, dict[str, Any]]) -> Counter[str]:
    """What the answers did when every value was turned: `swapped`, `abstained`, `stuck` on the first, or `wrong`."""
    by_id, result = {row["id"]: row for row in rows}, Counter[str]()
    for twin in rows:
        first = by_id.get(twin.get("swap_of") or "")
        if first is None:
            continue
        before, after = labels.wanted(first), labels.wanted(twin)
        for key, gold in after.items():
            old = before.get(key)
            if (
                key.measure
                or not old
                or len(old) != 1
                or len(gold) != 1
                or old == gold
                or not labels.opposite(old, gold[0])
            ):
                continue
            found, _ = stated(answers[twin["id"]]["findings"], key, ours=True)
            if any(same(key, gold[0], one) for one in found):
                result["swapped"] += 1
            elif not found:
                result["abstained"] += 1
            else:
                result["stuck" if any(same(key, old[0], one) for one in found) else "wrong"] += 1
    return result
