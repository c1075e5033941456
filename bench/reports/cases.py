"""What is true in a made-up report: cancers, specimens, values. Draws cases and turns them to their opposite.

It knows nothing of wording. The same key always draws the same case, so a report and its swapped twin differ in the
values alone.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
OPEN = ("pending", "not_performed", "insufficient")
OPPOSITE = {
    "positive": "negative",
    "low_positive": "negative",
    "negative": "positive",
    "detected": "not_detected",
    "not_detected": "detected",
    "amplified": "not_amplified",
    "not_amplified": "amplified",
    "intact": "loss",
    "loss": "intact",
    "proficient": "deficient",
    "deficient": "proficient",
    "stable": "high",
    "high": "low",
    "low": "high",
    "present": "absent",
    "absent": "present",
    "close": "positive",
    "left": "right",
    "right": "left",
    "0": "3+",
    "0+": "3+",
    "1+": "3+",
    "3+": "0",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One result. `status` is the word of the contract; for HER2_IHC the score, for facts the value itself."""

    marker: str
    family: str
    status: str
    measures: dict[str, str] = field(default_factory=dict)
    forms: tuple[str, ...] = ()  # how the same variant may be printed; any of them is right
    kind: str = ""  # genes: point, fusion, amplification, exon


@dataclass(frozen=True, slots=True)
class Specimen:
    label: str
    site: str
    side: str
    role: str  # tumour, nodes, benign
    diagnosis: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Case:
    key: str
    cancer: str
    specimens: tuple[Specimen, ...]
    earlier: dict[str, Value] = field(default_factory=dict)  # first said of a value that an addendum replaces

    @property
    def values(self) -> list[tuple[Specimen, Value]]:
        return [(specimen, value) for specimen in self.specimens for value in specimen.values]


@cache
def knowledge() -> dict[str, Any]:
    return yaml.safe_load((HERE / "cancers.yaml").read_text(encoding="utf-8"))


def dice(*key: object) -> random.Random:
    return random.Random(":".join(str(part) for part in key))


def family_of(marker: str) -> str:
    for family, markers in knowledge()["families"].items():
        if marker in markers:
            return str(family)
    raise KeyError(marker)


def measured(marker: str, status: str, key: str) -> Value:
    """The value with numbers and variants that fit its status."""
    rng, family = dice(key, marker, status), family_of(marker)
    if family == "gene":
        return gene_value(marker, status, rng)
    numbers: dict[str, str] = {}
    for name, (low, high, step) in knowledge()["measures"].get(family, {}).get(status, {}).items():
        steps = round((high - low) / step)
        number = low + step * rng.randint(0, steps)
        numbers[name] = f"{number:.1f}" if step < 1 else f"{round(number)}"
    if family == "receptor" and status in {"positive", "low_positive"}:
        numbers["intensity"] = rng.choice(["weak", "moderate", "strong"] if status == "positive" else ["weak"])
    return Value(marker, family, status, numbers)


def gene_value(marker: str, status: str, rng: random.Random) -> Value:
    if status not in {"detected", "vus"}:
        return Value(marker, "gene", status)
    pool = knowledge()["variants" if status == "detected" else "vus"]
    kind, *forms = rng.choice(pool.get(marker, pool["default"]))
    numbers = {"copy_number": f"{rng.randint(6, 40)}"} if kind == "amplification" else {}
    if kind in {"point", "exon"}:
        numbers["vaf"] = f"{rng.randint(30, 880) / 10:.1f}"
    return Value(marker, "gene", status, numbers, tuple(str(form) for form in forms), kind)


def drawn_status(marker: str, rng: random.Random) -> str:
    weights = knowledge()["states"][family_of(marker)]
    return str(rng.choices(list(weights), list(weights.values()))[0])


def results(cancer: dict[str, Any], key: str, *, genes_only: bool = False) -> list[Value]:
    """The markers of one tumour, with the few ties between them kept."""
    rng, found = dice(key, "results"), {}
    for marker, share in cancer["markers"].items():
        if genes_only and family_of(marker) != "gene":
            continue
        if rng.random() < (0.9 if genes_only else share):
            found[marker] = measured(marker, drawn_status(marker, dice(key, marker)), key)
    if "HER2_IHC" in found:
        tie_her2(found, key)
    tie_repair(found, key)
    return list(found.values())


def tie_her2(found: dict[str, Value], key: str) -> None:
    rng, score = dice(key, "her2"), found["HER2_IHC"].status
    found.pop("HER2", None)
    if score == "2+":
        if rng.random() < 0.75:
            ish = rng.choice(["amplified", "not_amplified", "not_amplified", "pending"])
            found["HER2_ISH"] = measured("HER2_ISH", ish, key)
        else:
            found.pop("HER2_ISH", None)
    elif found.get("HER2_ISH"):
        settled = "amplified" if score == "3+" else "not_amplified"
        settled = "not_performed" if rng.random() < 0.3 else settled
        found["HER2_ISH"] = measured("HER2_ISH", settled, key)
    overall = her2_overall(found) or ("equivocal" if score == "2+" else "")
    if overall and rng.random() < 0.6:
        found["HER2"] = Value("HER2", "her2", overall)


def her2_overall(found: dict[str, Value]) -> str:
    score = found["HER2_IHC"].status if "HER2_IHC" in found else ""
    ish = found["HER2_ISH"].status if "HER2_ISH" in found else ""
    if score == "2+":
        return {"amplified": "positive", "not_amplified": "negative"}.get(ish, "")
    return {"3+": "positive", "0": "negative", "0+": "negative", "1+": "negative"}.get(score, "")


def tie_repair(found: dict[str, Value], key: str) -> None:
    proteins = [name for name in ("MLH1", "PMS2", "MSH2", "MSH6") if name in found]
    if proteins:
        rng = dice(key, "repair")
        lost = rng.choice([(), (), ("MLH1", "PMS2"), ("MSH2", "MSH6"), ("PMS2",), ("MSH6",)])
        for name in proteins:
            found[name] = Value(name, "repair", "loss" if name in lost else "intact")
        if "MMR" in found:
            absent = any(found[name].status == "loss" for name in proteins)
            found["MMR"] = Value("MMR", "mmr", "deficient" if absent else "proficient")
    settled = {"proficient", "deficient", "stable", "high"}
    if "MMR" in found and "MSI" in found and {found["MMR"].status, found["MSI"].status} <= settled:
        found["MSI"] = Value("MSI", "msi", "high" if found["MMR"].status == "deficient" else "stable")


def facts(cancer: dict[str, Any], key: str, side: str) -> tuple[list[Value], list[Value]]:
    """Facts of the tumour, and those of its lymph nodes."""
    rng, tumour, nodes = dice(key, "facts"), [], []
    if side:
        tumour.append(Value("LATERALITY", "side", side))
    if cancer.get("bare"):
        return tumour, nodes
    if rng.random() < 0.9 and cancer.get("grades"):
        tumour.append(Value("GRADE", "grade", str(rng.choice(cancer["grades"]))))
    for marker, family, pool, share in (
        ("MARGINS", "margins", ["negative", "negative", "negative", "positive", "close"], 0.6),
        ("LVI", "lvi", ["present", "absent", "absent"], 0.6),
        ("PT", "pt", cancer["pt"], 0.7),
    ):
        chosen = rng.choice(pool)
        if rng.random() < share:
            tumour.append(Value(marker, family, chosen))
    if rng.random() < 0.6:
        examined = rng.randint(1, 24)
        positive = rng.choice([0, 0, 0, 1, 1, 2, 3, 5, 11])
        positive = min(positive, examined)
        nodes.append(Value("NODES_POSITIVE", "nodes", str(positive), {"examined": str(examined)}))
        steps = cancer["pn"]
        nodes.append(Value("PN", "pn", steps[0] if not positive else steps[1] if positive < 4 else steps[-1]))
        if rng.random() < 0.4:
            nodes.append(Value("PM", "pm", rng.choice(["pM0", "pM1"]) if positive else "pM0"))
            nodes.append(Value("STAGE", "stage", rng.choice(cancer.get("stages", ["I", "IIA", "IIB", "IIIA", "IIIC"]))))
    return tumour, nodes


def draw(key: str, cancers: list[str], *, plain: bool = False, genes_only: bool = False, several: bool = False) -> Case:
    """A case. `plain`: no facts and one specimen, as in a report of a molecular laboratory."""
    rng = dice(key, "case")
    known = knowledge()["cancers"]
    name = rng.choices(cancers, [known[one].get("weight", 1) for one in cancers])[0]
    cancer = known[name]
    side = rng.choice(["left", "right"]) if cancer.get("sided") else ""
    site, diagnosis = rng.choice(cancer["sites"]), rng.choice(cancer["diagnoses"])
    found = results(cancer, key, genes_only=genes_only)
    if plain:
        return Case(key, name, (Specimen("", site, side, "tumour", diagnosis, tuple(found)),))
    own, nodes = facts(cancer, key, side)
    shape = rng.uniform(0.6 if several else 0.0, 1.0)
    first = Specimen("A", site, side, "tumour", diagnosis, (*own, *found, *(nodes if shape < 0.7 else ())))
    if shape < 0.6:
        return Case(key, name, (replace(first, label=""),))
    if shape < 0.7:
        return Case(key, name, (first, Specimen("B", cancer["benign"], side, "benign", "", ())))
    if shape < 0.88 or not cancer.get("sided"):
        return Case(key, name, (first, Specimen("B", cancer["nodes"], side, "nodes", "", tuple(nodes))))
    return Case(key, name, (first, second_tumour(cancer, key, first)))


def second_tumour(cancer: dict[str, Any], key: str, first: Specimen) -> Specimen:
    """The other side: the same markers, most of them with the opposite answer."""
    side = OPPOSITE[first.side]
    own = [v for v in facts(cancer, key + "second", side)[0] if v.marker in {"LATERALITY", "GRADE"}]
    found = [value for value in first.values if value.family not in FACT_FAMILIES]
    turned = turn_all(found, key + "second")
    diagnosis = dice(key, "second").choice(cancer["diagnoses"])
    return Specimen("B", first.site, side, "tumour", diagnosis, (*own, *turned))


FACT_FAMILIES = frozenset(["side", "grade", "margins", "lvi", "pt", "pn", "pm", "stage", "nodes"])
KEPT = frozenset(["side", "pt", "pn", "pm", "stage", "nodes"])  # they hang together and have no opposite


def turn_all(values: list[Value], key: str) -> list[Value]:
    """Every value by its opposite, where it has one; what hangs on another follows it."""
    found = {value.marker: turned(value, key) for value in values}
    if "HER2" in found:
        overall = her2_overall(found) if "HER2_IHC" in found else found["HER2"].status
        found["HER2"] = Value("HER2", "her2", overall or found["HER2"].status)
    proteins = [found[name].status for name in ("MLH1", "PMS2", "MSH2", "MSH6") if name in found]
    if proteins and "MMR" in found and found["MMR"].status not in OPEN:
        found["MMR"] = Value("MMR", "mmr", "deficient" if "loss" in proteins else "proficient")
    return list(found.values())


def turned(value: Value, key: str) -> Value:
    opposite = OPPOSITE.get(value.status)
    if value.family in KEPT or value.status in OPEN or opposite is None:
        return value
    if value.family == "grade":
        return value
    if value.family == "margins":
        return replace(value, status="negative" if value.status == "positive" else "positive")
    if value.family == "her2_ish" or value.family not in FACT_FAMILIES:
        return measured(value.marker, "stable" if value.family == "msi" and opposite == "low" else opposite, key)
    return replace(value, status=opposite)


def swapped(case: Case) -> Case:
    """The twin: every value that has an opposite, turned."""
    specimens = tuple(replace(one, values=tuple(turn_all(list(one.values), case.key))) for one in case.specimens)
    return replace(case, specimens=specimens)
