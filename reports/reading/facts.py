"""The facts of a report that are only a value: diagnosis, grade, pT, pN, pM, nodes, margins, side.

Joins the readers of the single markers. What a rule says stands in content/reading/<MARKER>.yaml.
"""

from __future__ import annotations

from dataclasses import replace

from reports.reading import diagnosis, grade, laterality, margins, nodes, staging
from reports.reading.fact_boxes import chosen
from reports.reading.fact_rules import fact_rules
from reports.reading.fact_settle import CONFLICT, settle
from reports.reading.fact_specimens import specimens
from reports.reading.fact_squeeze import squeezed
from reports.reading.fact_text import passages
from reports.reading.findings import Finding, Status
from reports.reading.text import Prepared
from reports.reading.vocabulary import Vocabulary

MARKERS = ("DIAGNOSIS", "LATERALITY", "GRADE", "PT", "PN", "PM", "NODES_POSITIVE", "NODES_EXAMINED", "MARGINS")


def read_facts(prepared: Prepared, vocabulary: Vocabulary) -> list[Finding]:
    """Current answers only, marker after marker, each with its verbatim evidence."""
    rules = {marker: fact_rules(vocabulary, marker) for marker in MARKERS}
    field = rules["DIAGNOSIS"].words["field"]
    prepared = chosen(squeezed(prepared, field), field)
    pieces = list(passages(prepared))
    kept_apart = specimens(prepared)
    found = diagnosis.read(prepared, pieces, rules["DIAGNOSIS"], kept_apart)
    found += laterality.read(prepared, pieces, rules["LATERALITY"], kept_apart, tuple(found))
    found += settle(prepared, grade.mentions(prepared, pieces, rules["GRADE"]), kept_apart)
    for marker in ("PT", "PN", "PM"):
        stages = staging.mentions(prepared, pieces, rules[marker])
        found += settle(prepared, stages, kept_apart, staging.agree, whole=True)
    counted = nodes.read(prepared, pieces, rules["NODES_POSITIVE"], rules["NODES_EXAMINED"], kept_apart)
    found += [_against_category(f, found) for f in counted]
    return found + margins.read(prepared, pieces, rules["MARGINS"], kept_apart)


def _against_category(count: Finding, found: list[Finding]) -> Finding:
    """No positive node and an N category that says otherwise (or the reverse) cannot both be read right."""
    categories = [f for f in found if f.marker == "PN" and f.status is Status.REPORTED]
    if count.marker != "NODES_POSITIVE" or count.status is not Status.REPORTED or len(categories) != 1:
        return count
    category = staging.base(categories[0].value)
    if category == "NX" or (category == "N0") == (count.value == "0"):
        return count
    also = (*count.also, categories[0].evidence)
    return replace(count, status=Status.CONFLICT, value="", reason=CONFLICT, also=also)
