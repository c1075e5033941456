"""Where a gene was tested, by the report's own words: tumor, tumor DNA of the blood, or inherited genes.

Titles and labels of the sample speak for the whole report, headings for what stands below them, words of a line for
that line. Prose does not count: "this test cannot tell inherited variants" says nothing of what was tested.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from reports.reading.findings import Origin
from reports.reading.gene_terms import GeneRules
from reports.reading.headings import heading_key
from reports.reading.text import Line, Prepared

_TITLE_LINES = 8
_SHORT = 90
_INNER = {"results", "result", "findings", "variants", "interpretation", "genes", "variant details", "summary"}
_TISSUE = {"gross", "microscopic", "synoptic", "procedure"}
_FIXED = ("ffpe", "paraffin", "formalin", "tumor cellularity", "tumor content", "tumor purity", "tumor percentage")
_TESTING = re.compile(
    r"\b(?:test|genetic|genom|result|finding|analys|sequenc|panel|dna\b|genes?\b|variant|alteration|mutation|molecular)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]{0,60}\)")
_NUMBER = re.compile(r"[0-9]{2}|%")
_SMALL = re.compile(r"(?<![A-Za-z])[a-z]")
_COLUMNS = re.compile(r"\S(?: {2,}|\t| ?\| ?)\S")
_MATCHED = ("matched", "normal", "control", "paired")


class OriginWalk:
    """`here` is the origin of the line last stepped to."""

    def __init__(self, prepared: Prepared, rules: GeneRules) -> None:
        self._rules = rules
        self._whole = self._of_report(prepared)
        self._section: Origin | None = None
        self.here = self._whole

    def step(self, line: Line, *, heading: bool) -> None:
        if heading or _is_label(line.text, self._rules.origin_labels) or _heads_results(line.text):
            found = self._one(line.text)
            if found is not None:
                self._section = found
            elif heading and not _COLUMNS.search(line.text.strip()) and not self._goes_on(line.text):
                self._section = None
        self.here = self._whole if self._section is None else self._section

    def _goes_on(self, text: str) -> bool:
        return heading_key(text.partition(":")[0]) in _INNER

    def _of_report(self, prepared: Prepared) -> Origin:
        """INHERITED by the title, BLOOD by title or sample, TUMOR by sample; two samples: not said."""
        filled = [line for line in prepared.lines if line.text.strip()]
        titles = [line for line in filled[:_TITLE_LINES] if len(line.text.strip()) <= _SHORT]
        labels = [line for line in filled if _is_label(line.text, self._rules.origin_labels)]
        said = [origin for line in (*titles, *labels) if (origin := self._one(line.text)) is not None]
        headed = {self._one(line.text) for line in filled if _heads_results(line.text)}
        if {Origin.INHERITED, Origin.TUMOR} <= headed:
            return Origin.NOT_SAID  # two tests in one report, each below its own heading
        for origin in (Origin.BLOOD, Origin.INHERITED, Origin.TUMOR):
            if origin in said:
                return origin
        if any(line.section in _TISSUE for line in prepared.lines):
            return Origin.TUMOR
        low = prepared.text.lower()
        return Origin.TUMOR if any(word in low for word in _FIXED) else Origin.NOT_SAID

    def _one(self, text: str) -> Origin | None:
        found = {origin for origin in (Origin.BLOOD, Origin.INHERITED, Origin.TUMOR) if self._names(text, origin)}
        if Origin.TUMOR in found and any(word in text.lower() for word in _MATCHED):
            return Origin.TUMOR
        if Origin.BLOOD in found and Origin.INHERITED not in found:
            return Origin.BLOOD  # "circulating tumor DNA"
        if found == {Origin.INHERITED, Origin.TUMOR} and "cancer" in text.lower():
            return Origin.INHERITED  # "hereditary cancer panel"
        return found.pop() if len(found) == 1 else None

    def _names(self, text: str, origin: Origin) -> bool:
        return self._rules.origins[origin.value].search(text) is not None


def _heads_results(text: str) -> bool:
    """`GERMLINE TESTING (blood, inherited DNA)`: a line of its own, in capitals or title case, that names a test."""
    line = text.strip(" *_#=-:\t")
    if not 0 < len(line) <= _SHORT or line[0].islower() or line[-1] in ".;," or not _TESTING.search(line):
        return False
    bare = _BRACKETS.sub("", line)
    return ":" not in bare and not _COLUMNS.search(line) and not _SMALL.search(bare) and not _NUMBER.search(bare)


def of_report(prepared: Prepared, rules: GeneRules) -> Origin:
    """What title and samples say for the report as a whole."""
    return OriginWalk(prepared, rules).here


def own_origin(text: str, rules: GeneRules) -> Origin | None:
    """What the words of one result say of it: "germline BRCA1 variant", "somatic"."""
    low = text.lower()
    if "somatic" in low and "germline" not in low:
        return Origin.TUMOR
    if "germline" in low and "somatic" not in low and "no germline" not in low:
        return Origin.INHERITED
    return Origin.BLOOD if rules.origins["blood"].search(text) and "tissue" not in low else None


def _is_label(text: str, labels: Collection[str]) -> bool:
    head, colon, _ = text.strip().partition(":")
    return bool(colon) and len(head) < 40 and heading_key(head) in labels
