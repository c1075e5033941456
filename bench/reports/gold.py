"""The gold row of a written report, in the format of the evaluation set, with our own fields beside it.

`labels` keeps to what the evaluation set's scorer knows; `more` holds the markers and measures that it does not;
`may` what is true if stated but is not asked for; `earlier` what an older result said; `owners` the specimen of each
value where there is more than one; `impossible` numbers
that are printed and can not be; `traps` the distractors. `closed`: nothing but these may be stated.
"""

from __future__ import annotations

from typing import Any

from bench.reports.cases import Case, her2_overall, knowledge
from bench.reports.labels import MOLECULAR, RECEPTORS
from bench.reports.writing import FACTS, Account

SCORED = frozenset({*RECEPTORS, *MOLECULAR} - {"TMB", "HRD"})
SCORED_MEASURES = frozenset(["percent", "allred", "hscore", "ratio", "copy_number", "tps", "cps", "variant", "vaf"])
NUMBERED = frozenset(["TMB", "HRD"])  # the evaluation set gives their number under the bare name
MARKERS = tuple(marker for markers in knowledge()["families"].values() for marker in markers)


def row(case: Case, style: dict[str, Any], text: str, account: Account, swap_of: str = "") -> dict[str, Any]:
    labels: dict[str, Any] = {}
    more: dict[str, Any] = {}
    for (marker, measure), values in account.stated.items():
        put(labels, more, marker, measure, values)
    stated = {marker for marker, _ in account.stated}
    odd = {marker for marker, _ in account.impossible}
    may = {marker: sorted(values) for marker, values in account.may.items()}
    allow_what_follows(case, stated, may)
    for marker in odd:  # its words may be told, its number not
        may.setdefault(marker, []).append("positive")
        may.setdefault("HER2", []).append("positive")
    silent = [marker for marker in MARKERS if marker not in stated and marker not in may]
    return {
        "id": f"{case.key}{'~swap' if swap_of else ''}",
        "style": style["name"],
        "half": style["half"],
        "cancer": case.cancer,
        "swap_of": swap_of,
        "text": text,
        "labels": labels,
        "more": more,
        "may": may,
        "earlier": {marker: sorted(values) for marker, values in account.earlier.items()},
        "owners": [[m, measure, by] for (m, measure), by in account.owners.items() if len(set(by.values())) > 1],
        "traps": account.traps,
        "impossible": account.impossible,
        "closed": True,
        "not_in_report": [marker for marker in silent if marker not in account.named],
        "mentioned_without_result": [marker for marker in silent if marker in account.named],
    }


def put(labels: dict[str, Any], more: dict[str, Any], marker: str, measure: str, values: list[str]) -> None:
    if marker == "LATERALITY" and len(values) > 1:
        values = ["bilateral"]
    one = values[0] if len(values) == 1 else values
    if not measure and marker in FACTS:
        labels[FACTS[marker]] = one
    elif marker == "NODES_EXAMINED":
        labels["nodes_examined"] = one
    elif (not measure and marker in SCORED and values != ["vus"]) or (measure == "score" and marker in NUMBERED):
        labels[marker] = one
    elif measure in SCORED_MEASURES:
        labels[f"{'HER2' if marker == 'HER2_ISH' else marker}_{measure}"] = one
    else:
        more[f"{marker}.{measure}" if measure else marker] = one


def allow_what_follows(case: Case, stated: set[str], may: dict[str, list[str]]) -> None:
    """What the tables of the field let a reader conclude: true if stated, and not asked for."""
    for specimen in case.specimens:
        if any((value.family, value.status) == ("margins", "close") for value in specimen.values):
            may.setdefault("MARGINS", []).extend(["negative", "close"])
        if specimen.role == "benign":
            may.setdefault("DIAGNOSIS", []).append("benign")
        if any(value.family == "nodes" and value.status != "0" for value in specimen.values):
            may.setdefault("DIAGNOSIS", []).append("metastatic carcinoma")
        found = {value.marker: value for value in specimen.values}
        if "HER2_IHC" in found and "HER2" not in stated:
            overall = her2_overall(found) or "equivocal"
            may.setdefault("HER2", []).append(overall)
            if overall == "equivocal":
                may["HER2"].append("pending")
        elif "HER2_ISH" in found and "HER2" not in stated:
            may["HER2"] = ["positive" if found["HER2_ISH"].status == "amplified" else "negative"]
        if {"MLH1", "PMS2", "MSH2", "MSH6"} & set(found) and "MMR" not in stated:
            lost = any(found[name].status == "loss" for name in ("MLH1", "PMS2", "MSH2", "MSH6") if name in found)
            may.setdefault("MMR", []).append("deficient" if lost else "proficient")
        if "ERBB2" in found:
            may.setdefault("HER2_ISH", []).append("amplified" if found["ERBB2"].kind == "amplification" else "unclear")
