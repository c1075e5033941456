"""The judge's comparison of a reading with hand-made labels. Closed world: a value that no label allows is an error.

Kinds of error, most dangerous first: `flip` (the opposite of what the report says), `stale` (an older specimen's
result stated as current), `owner` (another specimen's result), `overclaim` (a result where the report has none),
`not_a_report` (anything stated of another document), `wrong` (another value), `unsupported` (a quote that is not in
the text).
Not errors: `missed`, `abstained`. It does not judge diagnoses, stages or vessels, nor the wording of explanations.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.reports.judge.corpus import Row

RECEPTORS = ("ER", "PR", "HER2", "HER2_IHC", "HER2_ISH", "KI67")
FACTS = ("grade", "pT", "pN", "nodes_positive", "nodes_examined", "margins", "laterality")
MARKER_OF = {fact: fact.upper() for fact in FACTS}
MEASURES = {  # label → marker, name of the measure
    f"{marker}_{measure}": ("HER2_ISH" if marker == "HER2" else marker, measure)
    for marker, measure in (
        *((marker, measure) for marker in ("ER", "PR") for measure in ("percent", "allred", "hscore")),
        ("KI67", "percent"),
        ("HER2", "ratio"),
        ("HER2", "copy_number"),
    )
}
GROUPS = {
    **dict.fromkeys(RECEPTORS, "receptors"),
    **dict.fromkeys(MEASURES, "measures"),
    **dict.fromkeys(FACTS, "facts"),
}
ERRORS = ("flip", "stale", "owner", "overclaim", "not_a_report", "wrong", "unsupported")

YES = {"positive", "low_positive", "amplified", "detected", "3+", "high"}
NO = {"negative", "not_amplified", "not_detected", "0", "0+", "1+", "low"}
SILENT = {"unclear", "conflict"}
SAME = {"insufficient": "not_performed", "detected": "amplified", "not_detected": "not_amplified"}
ISH = {"positive": "amplified", "negative": "not_amplified"}


@dataclass(frozen=True, slots=True)
class Note:
    kind: str
    row: Row
    key: str
    gold: str
    stated: str
    quote: str = ""


class Tally:
    """Counts by group, and a note for everything that is not right."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.notes: list[Note] = []

    def add(self, group: str, kind: str) -> None:
        self.counts[group, kind] += 1

    def note(self, group: str, note: Note) -> None:
        self.add(group, note.kind)
        self.notes.append(note)

    def merge(self, other: Tally) -> None:
        self.counts += other.counts
        self.notes += other.notes

    def errors(self, group: str) -> int:
        return sum(self.counts[group, kind] for kind in ERRORS if kind != "unsupported")

    def precision(self, group: str) -> float:
        right = self.counts[group, "right"]
        return right / (right + self.errors(group)) if right + self.errors(group) else 1.0

    def recall(self, group: str) -> float:
        wanted = self.counts[group, "wanted"]
        return self.counts[group, "found"] / wanted if wanted else 1.0


def plain(key: str, value: str) -> str:
    """One comparable word for a printed value."""
    text = str(value).strip()
    if key in MEASURES:
        text = re.sub(
            r"[%~\s]", "", text.lower().replace("less than", "<").replace("–", "-").replace("greater than", ">")
        )
        return f"{float(text):g}" if re.fullmatch(r"\d+(\.\d+)?", text) else text
    if key == "grade":
        hit = re.search(r"[123]", text)
        return hit.group(0) if hit else text
    if key in {"pT", "pN"}:
        hit = re.match(r"[ypmr]*([TN](?:\d[a-d]?(?:mi)?|X|is))", text.replace("(mi)", "mi"))
        return hit.group(1) if hit else text
    if key == "HER2_ISH":
        return SAME.get(ISH.get(text, text), ISH.get(text, text))
    return SAME.get(text, text)


def options(key: str, gold: str) -> set[str]:
    if gold == "0 or 1+":
        return {"0", "1+", "negative", "0 or 1+"}
    words = {plain(key, one) for one in gold.split("|")}
    return words | {"2+"} if key == "HER2_IHC" and "equivocal" in words else words


def stated(key: str, findings: list[dict[str, Any]], *contexts: str) -> tuple[dict[str, str], bool]:
    """value → quote of what is said for a key, and whether the reader named the marker without deciding."""
    values: dict[str, str] = {}
    silent = False
    marker, measure = MEASURES.get(key, (MARKER_OF.get(key, key), ""))
    for one in findings:
        if one["marker"] != marker or one.get("context", "current") not in contexts:
            continue
        status, value = one.get("status") or "", str(one.get("value") or "")
        if status in SILENT:
            silent = True
            continue
        if measure:
            value = str((one.get("measures") or {}).get(measure) or "")
        elif key in FACTS or key == "HER2_IHC":
            value = value or status
        else:
            value = "" if status == "reported" else status
        if value:
            values.setdefault(plain(key, value), one.get("quote") or "")
    if key == "laterality" and {"left", "right"} <= set(values):
        values = {"bilateral": values["left"]}
    return values, silent


def kind_of_error(key: str, value: str, gold: set[str], older: set[str]) -> str:
    yes, no = gold & YES, gold & NO
    if (yes and not no and value in NO) or (no and not yes and value in YES):
        return "flip"
    if value in older:
        return "stale"
    if key in RECEPTORS and value in YES | NO and not gold & (YES | NO):
        return "overclaim"
    return "overclaim" if not gold else "wrong"


def judge_key(tally: Tally, row: Row, key: str, findings: list[dict[str, Any]]) -> None:
    group = GROUPS[key]
    wanted = [options(key, one) for one in row.labels.get(key, [])]
    gold = set().union(*wanted)
    may = set().union(*(options(key, one) for one in row.may.get(key, [])))
    older = set().union(*(options(key, one) for one in row.may_earlier.get(key, [])))
    now, silent = stated(key, findings, "current")
    then, _ = stated(key, findings, "historical") if key in row.earlier else ({}, False)
    label = ", ".join(row.labels.get(key, [])) or "nothing"
    for value, quote in now.items():
        if value in gold:
            tally.add(group, "right")
        elif value not in may and not (value == "close" and "negative" in gold):
            tally.note(group, Note(kind_of_error(key, value, gold, older), row, key, label, value, quote))
    if key == "margins" and gold == {"positive"} and "negative" in now and "positive" not in now and "negative" in may:
        tally.note(group, Note("flip", row, key, label, "negative only", now["negative"]))
    for one in wanted:
        found = bool(one & (set(now) | set(then)))
        if key not in row.optional:
            tally.add(group, "wanted")
            if found:
                tally.add(group, "found")
            else:
                tally.note(group, Note("abstained" if silent else "missed", row, key, label, ", ".join(now)))


def group_of(marker: str) -> str:
    return "receptors" if marker in RECEPTORS else "facts"


def judge_quotes(tally: Tally, row: Row, answer: dict[str, Any]) -> None:
    text = answer.get("text") or ""
    for one in answer["findings"]:
        quote = one.get("quote") or ""
        if not quote or text[one["start"] : one["end"]] != quote or quote not in row.text:
            tally.note(group_of(one["marker"]), Note("unsupported", row, one["marker"], "", quote[:80]))
        if one.get("context", "current") != "current":
            continue
        if one["marker"] == "HER2_IHC" and {one["status"], str(one["value"])} in (
            {"positive", "0"},
            {"positive", "1+"},
            {"negative", "3+"},
        ):
            tally.note("receptors", Note("flip", row, "HER2_IHC", one["value"], one["status"], quote))
        forbidden = row.diagnosis_not and one["marker"] == "DIAGNOSIS" and one["status"] not in SILENT
        if forbidden and re.search(row.diagnosis_not, f"{one['value']} {one['status']}", re.IGNORECASE):
            tally.note("facts", Note("flip", row, "DIAGNOSIS", f"not {row.diagnosis_not}", str(one["value"]), quote))
        said = {one["status"], str(one["value"])}
        for marker, words, value in row.owners:
            if marker == one["marker"] and re.search(words, one.get("specimen") or "", re.IGNORECASE) and value in said:
                tally.note(
                    group_of(marker), Note("owner", row, marker, f"not {value} in {words}", one["specimen"], quote)
                )


def judge(row: Row, answer: dict[str, Any]) -> Tally:
    tally = Tally()
    findings = answer["findings"]
    judge_quotes(tally, row, answer)
    if not row.nothing:
        for key in GROUPS:
            judge_key(tally, row, key, findings)
        return tally
    for one in findings:
        if one["status"] in SILENT:
            continue
        allowed = set(row.may.get(one["marker"], []))
        if (
            one["context"] == "current"
            and one["marker"] not in row.ignore
            and not {one["status"], str(one["value"])} & allowed
        ):
            group = group_of(one["marker"])
            said = f"{one['status']} {one['value']}".strip()
            tally.note(group, Note("not_a_report", row, one["marker"], "nothing", said, one["quote"]))
    return tally
