"""What a gold row asks for, as keys and values, and when a stated value is the same as a wanted one.

For the labels of the evaluation set this agrees with the set's own scorer (tests/bench/test_evaluate.py proves it);
beyond them it knows the markers, measures and facts that the scorer does not count.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

RECEPTORS = ("ER", "PR", "HER2", "HER2_IHC", "HER2_ISH", "KI67")
GENES = (
    *("EGFR", "ALK", "ROS1", "RET", "MET", "NTRK", "KRAS", "NRAS", "BRAF", "PIK3CA", "TP53", "BRCA1", "BRCA2"),
    "MLH1_METHYLATION",
)
MOLECULAR = (*GENES, "PDL1", "MSI", "MMR", "MLH1", "MSH2", "MSH6", "PMS2", "TMB", "HRD")
FACTS = {
    "grade": "GRADE",
    "pT": "PT",
    "pN": "PN",
    "nodes_positive": "NODES_POSITIVE",
    "nodes_examined": "NODES_EXAMINED",
    "margins": "MARGINS",
    "laterality": "LATERALITY",
}
MORE_FACTS = ("DIAGNOSIS", "PM", "STAGE", "LVI")  # only in rows of our own
MEASURES = ("percent", "allred", "hscore", "ratio", "copy_number", "tps", "cps", "variant", "vaf", "score", "ic")
GROUPS = ("receptors", "molecular", "measures", "facts")

POLARITY = {
    **dict.fromkeys(["positive", "low_positive", "detected", "amplified", "high", "deficient", "loss", "3+"], 1),
    **dict.fromkeys(["negative", "not_detected", "not_amplified", "low", "stable", "proficient", "intact"], -1),
    **dict.fromkeys(["0", "0+", "1+"], -1),
}
FACT_POLARITY = {"present": 1, "absent": -1, "left": 1, "right": -1}
UNRESOLVED = frozenset(["pending", "not_performed", "insufficient", "equivocal", "2+", "not_stated", "vus"])
NO_ANSWER = frozenset(["pending", "not_performed", "insufficient"])
ABSTAIN = frozenset(["unclear", "conflict"])
DETECTED = {"positive": "detected", "negative": "not_detected"}
WORDS: dict[str, dict[str, str]] = {
    "HER2_ISH": {"positive": "amplified", "negative": "not_amplified"},
    "PDL1": {**DETECTED, "low_positive": "detected", "high": "detected"},
    **dict.fromkeys(GENES, DETECTED),
}
# Markers that the evaluation set does not know: any word of the same side will do.
LOOSE = {
    **dict.fromkeys(["positive", "low_positive", "detected", "amplified", "high", "deficient", "loss"], "yes"),
    **dict.fromkeys(["negative", "not_detected", "not_amplified", "low", "stable", "proficient", "intact"], "no"),
    "insufficient": "not_performed",
}


class Key(NamedTuple):
    group: str
    marker: str
    measure: str

    def __str__(self) -> str:
        return f"{self.marker}.{self.measure}" if self.measure else self.marker


def group_of(marker: str) -> str:
    if marker in RECEPTORS:
        return "receptors"
    return "facts" if marker in {*FACTS.values(), *MORE_FACTS} else "molecular"


def as_list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def number(text: str) -> str:
    text = re.sub(r"[~%\s]", "", text).replace("–", "-")
    return re.sub(r"(\d+)\.0+$", r"\1", text)


def variant(text: str) -> str:
    return re.sub(r"^p\.|[()\s]", "", text).lower()


def grade(text: str) -> str | None:
    words = {"well": "1", "moderately": "2", "poorly": "3"}
    hit = re.match(r"G?([123])(?![-\d])\b", text) or re.match(r"(well|moderately|poorly) differentiated", text)
    if not hit or "gleason" in text.lower() or "synoptic" in text or "is grade" in text:
        return None
    return words.get(hit.group(1), hit.group(1))


def margin(text: str) -> str | None:
    hit = re.match(r"(negative|positive)\b", "negative" if text == "R0" else text)
    return hit.group(1) if hit and ";" not in text else None


def fact(marker: str, value: object) -> str | None:
    """A wanted or stated fact as one comparable word; None where it is too free to compare."""
    text = str(value).strip()
    if marker == "GRADE":
        return grade(text)
    if marker == "MARGINS":
        return margin(text)
    if marker in {"PT", "PN"}:
        hit = re.match(r"[ymrp]*([TN](?:\d[a-d]?(?:mi)?|X|is))", text.replace("(mi)", "mi"))
        return hit.group(1) if hit and "at least" not in text else None
    if marker.startswith("NODES"):
        hit = re.match(r"(\d+)\b", text)
        return hit.group(1) if hit and "plus" not in text else None
    if marker == "LATERALITY":
        hit = re.match(r"(left|right|bilateral)\b", text)
        return hit.group(1) if hit else None
    if marker == "LVI":
        return {"positive": "present", "detected": "present", "negative": "absent", "not_detected": "absent"}.get(
            text, text
        )
    if marker == "PM":
        hit = re.search(r"M([01X])", text)
        return hit.group(1) if hit else None
    return text.lower() or None


def wanted(row: dict[str, Any]) -> dict[Key, list[str]]:
    found: dict[Key, list[str]] = {}
    for label, value in row["labels"].items():
        values = as_list(value)
        if label in FACTS:
            facts = [fact(FACTS[label], one) for one in values]
            if all(facts):
                found[Key("facts", FACTS[label], "")] = [one for one in facts if one]
        elif label in MOLECULAR and re.match(r"[\d.]+", values[0]):
            numbers = [re.match(r"[\d.]+", one) for one in values]
            found[Key("measures", label, "score")] = [hit.group(0) for hit in numbers if hit]
        elif label in RECEPTORS or label in MOLECULAR:
            found[Key("receptors" if label in RECEPTORS else "molecular", label, "")] = values
        else:
            marker, _, measure = label.rpartition("_")
            if label.endswith("_copy_number"):
                marker, measure = label.removesuffix("_copy_number"), "copy_number"
            if measure in MEASURES and measure != "ic":
                found[Key("measures", "HER2_ISH" if marker == "HER2" else marker, measure)] = values
    for label, value in row.get("more", {}).items():
        marker, _, measure = label.partition(".")
        if marker in MORE_FACTS:
            found[Key("facts", marker, "")] = [fact(marker, one) or one for one in as_list(value)]
        else:
            found[Key("measures" if measure else "molecular", marker, measure)] = as_list(value)
    return found


def stated(
    findings: list[dict[str, Any]], key: Key, context: str = "current", *, ours: bool = False
) -> tuple[list[str], bool]:
    """The distinct values that are stated for a key in one context, and whether the reader named it and abstained.

    In reports of `ours` a gene whose finding says itself that its variant is of uncertain significance states that.
    """
    values: list[str] = []
    abstained = False
    for finding in findings:
        if finding.get("marker") != key.marker or finding.get("context", "current") != context:
            continue
        status = str(finding.get("status") or "")
        if status in ABSTAIN:
            abstained = True
            continue
        value = value_of(finding, key, status)
        if ours and not key.measure and key.marker not in RECEPTORS and key.group == "molecular" and uncertain(finding):
            value = "vus"
        if value:
            values.append(value)
    values = list(dict.fromkeys(values))
    if key.marker == "LATERALITY" and {"left", "right"} <= set(values):
        values = ["bilateral"]
    return values, abstained


def value_of(finding: dict[str, Any], key: Key, status: str) -> str | None:
    if key.measure:
        return str((finding.get("measures") or {}).get(key.measure) or "") or None
    if key.group == "facts":
        return fact(key.marker, finding.get("value") or status)
    if key.marker == "HER2_IHC":
        return str(finding.get("value") or status)
    return status if status != "reported" else None


def uncertain(finding: dict[str, Any]) -> bool:
    """A variant of uncertain significance, if the finding says so itself."""
    said = f"{finding.get('value') or ''} {' '.join(map(str, (finding.get('measures') or {}).values()))}".lower()
    return bool(re.search(r"\bvus\b|uncertain|unknown significance", said))


def same(key: Key, gold: str, value: str) -> bool:
    if gold == "vus":
        return value in {"vus", "equivocal"}
    if key.measure == "variant":
        pieces = re.split(r"[;,]\s*", gold)
        return any(one and (one in variant(value) or variant(value) in one) for one in map(variant, pieces))
    if key.measure:
        return number(gold) == number(value)
    if key.marker == "HER2_IHC" and gold in {"0 or 1+", "equivocal"}:
        return value in ({"0", "1+", "0 or 1+"} if gold == "0 or 1+" else {"2+", "equivocal"})
    if key.marker == "DIAGNOSIS":
        gold, value = plain_diagnosis(gold), plain_diagnosis(value)
        return gold in value or set(value.split()) <= set(gold.split())  # less said is not something else
    if key.marker == "HRD" or (key.group == "molecular" and key.marker not in MOLECULAR):
        return LOOSE.get(gold, gold) == LOOSE.get(value, value)
    words = WORDS.get(key.marker, {})
    gold, value = words.get(gold, gold), words.get(value, value)
    return {"insufficient": "not_performed"}.get(gold, gold) == {"insufficient": "not_performed"}.get(value, value)


def plain_diagnosis(text: str) -> str:
    text = text.replace("adenocarcinoma", "carcinoma").replace("tumour", "tumor")
    return text.replace("invasive carcinoma of no special type", "invasive ductal carcinoma")


def opposite(gold: list[str], value: str) -> bool:
    return any(POLARITY.get(one, 0) * POLARITY.get(value, 0) < 0 for one in gold)
