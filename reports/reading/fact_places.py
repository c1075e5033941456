"""Where a line stands for a fact, beyond the outline: forms, quotations of another report, forms of several samples.

What this report repeats from another one (a submitted diagnosis, the first version of an amended report, the biopsy
before treatment) becomes the section "previous", which no fact is read from. A heading of its own opinion ends that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.reading.fact_rules import FactRules
from reports.reading.fact_specimens import Specimens
from reports.reading.fact_text import Passage
from reports.reading.text import Line

_FORM = re.compile(
    r"^[\s*=#-]{0,8}[A-Za-z][^:.\n]{0,60}\b(?:synoptic|checklist|case summary|data ?set|proforma|tumou?r summary)\b",
    re.IGNORECASE,
)
_BEFORE_FORM = frozenset({"gross", "history", "procedure", "intraoperative", "previous"})
_SHORT = 90
_NOT_A_HEADING = re.compile(
    r"[.;,]\s*$|:\s*\S|\b(?:sites?|changes?|cavity|reaction|tract|clip|scar|identified|present|seen|reviewed|on|see)\b",
    re.IGNORECASE,
)
_ENDS = ".:;=_-"  # signs after which a line does not go on in the next
_PREVIOUS = "previous"
_OF_TUMOUR = re.compile(
    r"^[\s*=-]{0,6}(?P<name>(?:tumou?r|lesion|focus|mass|nodule)\s?(?:#|no\.?\s?)?(?:[1-9]|[A-D]|I{1,3}))\s?[:(,-]",
    re.IGNORECASE,
)
# What is told of all tumours together, or of the nodes.
_OF_ALL = re.compile(
    r"^[\s*=-]{0,6}(?:all |surgical |resection )?(?:margins?|lymph|nodes?|nodal|sentinel|axilla|stag|patholog"
    r"|y?pT|TNM|both)",
    re.IGNORECASE,
)
_TREATED = re.compile(r"\byp[TN]")  # a stage after treatment is never the earlier one


def placed(lines: tuple[Line, ...], kept_apart: Specimens, rules: FactRules) -> Iterator[Line]:
    """Each line with the section and the specimen that count for facts."""
    form_in = ""
    quoting = own = False
    forms = sum(1 for line in lines if line.section == "synoptic" and line.heading)
    inherited = tumour = ""
    for number, line in enumerate(lines):
        if line.section == "synoptic" and line.heading:
            before = lines[number - 1].specimen if number else ""
            inherited = before if forms == 1 or kept_apart.nodal(before) else ""
        elif line.section == "synoptic" and line.specimen != inherited:
            inherited = tumour = ""
        specimen = "" if line.section == "synoptic" and line.specimen == inherited else line.specimen
        form = _FORM.match(line.text) is not None
        if form and line.section in _BEFORE_FORM and not line.heading and len(line.text) < _SHORT:
            form_in = line.section
        elif line.section != form_in or line.heading:
            form_in = ""
        last = lines[number - 1].text.rstrip()[-1:] if number else ""
        continued = last != "" and last not in _ENDS
        tumour = _tumour(line, lines[number - 1] if number else line, tumour)
        quoting, own = _quoting(line, rules, continued=continued, quoting=quoting, own=own)
        left = number > 0 and lines[number - 1].section == _PREVIOUS != line.section
        if left or form or line.section == "synoptic":
            quoting = False
        section = "synoptic" if form_in else "diagnosis" if own else _PREVIOUS if quoting else line.section
        yield line._replace(section=section, specimen=tumour or specimen)


def _tumour(line: Line, last: Line, tumour: str) -> str:
    """The tumour of several that a line speaks of: `Lesion A: …` and what follows it."""
    begins = _OF_TUMOUR.match(line.text)
    if begins and line.section not in _BEFORE_FORM:
        return " ".join(begins.group("name").split())
    goes_on = line.text.strip() and (line.section, line.specimen) == (last.section, last.specimen)
    return tumour if goes_on and not _OF_ALL.match(line.text) else ""


def _quoting(line: Line, rules: FactRules, *, continued: bool, quoting: bool, own: bool) -> tuple[bool, bool]:
    """Do the lines from here on repeat another report; are they this report's own in a section of another's?"""
    text = line.text.strip(" *-=#_\t")
    if len(text) < _SHORT and rules.words["own_label"].match(text):
        return False, line.section == _PREVIOUS
    if _is_heading(line, text, continued=continued) and rules.words["other_label"].match(text):
        return True, False
    if line.heading:
        return False, False
    return quoting, own and line.section == _PREVIOUS


def _is_heading(line: Line, text: str, *, continued: bool) -> bool:
    if not text or len(text) >= _SHORT or _NOT_A_HEADING.search(text):
        return False
    words = re.findall(r"[A-Za-z]{4,}", text.partition("(")[0])
    titled = not continued and bool(words) and all(word[0].isupper() for word in words)
    return line.heading or text.endswith(":") or titled


def repeats_another(passage: Passage, rules: FactRules) -> bool:
    """`Submitted diagnosis: …`: the whole of it is another's."""
    label = passage.text.partition(":")[0]
    if label == passage.text or len(label) >= _SHORT or _TREATED.search(passage.text):
        return False
    label = label.strip(" *-=#_\n")
    return rules.words["other_label"].match(label) is not None and not rules.words["own_label"].match(label)
