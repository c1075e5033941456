"""The facts of a report that are only a value: diagnosis, grade, pT, pN, pM, nodes, margins, side.

Joins the readers of the single markers. What a rule says stands in content/reading/<MARKER>.yaml.
"""

from __future__ import annotations

from reports.reading import grade, nodes, staging
from reports.reading.fact_rules import fact_rules
from reports.reading.fact_settle import settle
from reports.reading.fact_specimens import specimens
from reports.reading.fact_text import passages
from reports.reading.findings import Finding
from reports.reading.text import Prepared
from reports.reading.vocabulary import Vocabulary


def read_facts(prepared: Prepared, vocabulary: Vocabulary) -> list[Finding]:
    pieces = list(passages(prepared))
    kept_apart = specimens(prepared)
    findings = settle(prepared, grade.mentions(prepared, pieces, fact_rules(vocabulary, "GRADE")), kept_apart)
    for marker in ("PT", "PN", "PM"):
        found = staging.mentions(prepared, pieces, fact_rules(vocabulary, marker))
        findings += settle(prepared, found, kept_apart, staging.agree, whole=True)
    positive, examined = fact_rules(vocabulary, "NODES_POSITIVE"), fact_rules(vocabulary, "NODES_EXAMINED")
    findings += nodes.read(prepared, pieces, positive, examined, kept_apart)
    return findings
