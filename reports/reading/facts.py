"""The facts of a report that are only a value: diagnosis, grade, TNM, stage, nodes, margins, vessel invasion, side.

Joins the readers of the single markers. What a rule says stands in content/reading/<MARKER>.yaml.
"""

from __future__ import annotations

from dataclasses import replace

from reports.reading import diagnosis, grade, laterality, margins, nodes, staging, stated
from reports.reading.fact_boxes import chosen
from reports.reading.fact_columns import columns_apart
from reports.reading.fact_labels import labels_joined
from reports.reading.fact_places import placed, repeats_another
from reports.reading.fact_rules import FactRules, fact_rules
from reports.reading.fact_settle import CONFLICT, settle
from reports.reading.fact_specimens import specimens
from reports.reading.fact_squeeze import squeezed
from reports.reading.fact_text import passages
from reports.reading.findings import Finding, Status
from reports.reading.text import Prepared
from reports.reading.vocabulary import Vocabulary

MARKERS = (
    "DIAGNOSIS", "LATERALITY", "GRADE", "GLEASON", "PT", "PN", "PM", "STAGE", "NODES_POSITIVE", "NODES_EXAMINED",
    "MARGINS", "LVI",
)  # fmt: skip


def read_facts(prepared: Prepared, vocabulary: Vocabulary) -> list[Finding]:
    """Current answers only, marker after marker, each with its verbatim evidence."""
    rules = {marker: fact_rules(vocabulary, marker) for marker in MARKERS}
    prepared = _laid_out(prepared, rules["DIAGNOSIS"])
    pieces = [piece for piece in passages(prepared) if not repeats_another(piece, rules["DIAGNOSIS"])]
    kept_apart = specimens(prepared)
    found = diagnosis.read(prepared, pieces, rules["DIAGNOSIS"], kept_apart)
    found += laterality.read(prepared, pieces, rules["LATERALITY"], kept_apart, tuple(found))
    found += settle(prepared, grade.mentions(prepared, pieces, rules["GRADE"]), kept_apart)
    for marker in ("GLEASON", "STAGE", "LVI"):
        found += settle(prepared, stated.mentions(prepared, pieces, rules[marker]), kept_apart)
    for marker in ("PT", "PN", "PM"):
        stages = staging.mentions(prepared, pieces, rules[marker])
        found += settle(prepared, stages, kept_apart, staging.agree, whole=True)
    counted = nodes.read(prepared, pieces, rules["NODES_POSITIVE"], rules["NODES_EXAMINED"], kept_apart)
    found += _against_category(counted, found)
    return found + margins.read(prepared, pieces, rules["MARGINS"], kept_apart)


def _laid_out(prepared: Prepared, rules: FactRules) -> Prepared:
    """The report as facts are read from it: tables taken apart, gaps closed, quotations set aside, boxes decided."""
    field = rules.words["field"]
    prepared = squeezed(labels_joined(columns_apart(prepared), rules), field)
    lines = tuple(placed(prepared.lines, specimens(prepared), rules))
    return chosen(replace(prepared, lines=lines), field)


def _against_category(counts: list[Finding], found: list[Finding]) -> list[Finding]:
    """No positive node and an N category that says otherwise (or the reverse) cannot both be read right."""
    categories = [f for f in found if f.marker == "PN" and f.status is Status.REPORTED]
    positive = [f for f in counts if f.marker == "NODES_POSITIVE" and f.status is Status.REPORTED]
    if not positive or len(categories) != 1:
        return counts
    category = staging.base(categories[0].value)
    if category == "NX" or (category == "N0") == all(f.value == "0" for f in positive):
        return counts
    return [
        replace(f, status=Status.CONFLICT, value="", reason=CONFLICT, also=(*f.also, categories[0].evidence))
        if f in positive
        else f
        for f in counts
    ]
