"""Lines that hold no result of this report by their own words, wherever they stand: questions, keys, orders, trials.

Also headings that no list has, by the words in them: an amendment, an addendum, an earlier version. The words stand in
content/context/sections.yaml under `asides` and `titles`. What a line says of a marker is not looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reports.reading.sieve import Letters, Sieve, in_both_cases, sieve

_LONGEST_LABEL = 60
_LONGEST_TITLE = 90
_WRAPPED = 60  # characters of a line that may go on in the next
_ASKS = re.compile(r"\?[\s\"')*]{0,4}$|^[\s*>-]{0,8}\?\s?[A-Za-z]|(?<!\S)\?[A-Za-z]|[:;,(-]\s{0,2}\?\s?[A-Za-z]")
_AS_WORDS = "(?<![A-Za-z])(?:{})(?![A-Za-z])"
_TOLD = {"history", "previous"}
_MANY = 3  # lines that begin with a question mark: a bullet that was lost, not so many questions
_BULLET = re.compile(r"^\s{0,40}\?")
_DECORATION = " \t*=_#|~<>-.:;"
_LETTERS = re.compile(r"[A-Za-z]{3,}")
_NOW = re.compile(r"\bnow\b|\brequested by\b", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"\b(?:with|see|pending|to follow|dates?|dated|refer|await(?:ing|ed)?|will)\b| {3}|\|", re.IGNORECASE
)
_STATED = re.compile(r"\s[-=]\s|[:=]\s{0,8}\S|\.{3}|[0-9]\s{1,4}\(|\breported as [A-Za-z0-9]")
_STEP = re.compile(  # "3+ = Positive", "Group 5: negative", "8-9: grade III"
    r"^\W{0,6}(?:(?:score|group|grade|level)\s?)?([0-9]\+|[0-9.]{1,4}(?:\s?(?:-|–|to)\s?[0-9.]{1,4})?|[<>≥≤]=?\s?[0-9.]{1,4})"
    r"\s?%?\s{0,3}(?:[=:]|\s[-–]\s)\s{0,3}(?:(?:strongly|weakly) )?"
    r"(positive|negative|equivocal|borderline|low|intermediate|high|grade|well|moderate|poor|weak|strong|absent|no\b|not\b)",
    re.IGNORECASE,
)
_STEPS_APART = 2  # lines
_DATE = (
    r"(?:[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2}\.? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? [0-9]{4})"
)
_AGAIN = r"(?:revis(?:ed|ion)|correct(?:ed|ion)|amend(?:ed|ment)|updated|re-?issued|replacement|superseding)\b"
_ISSUED_AGAIN = re.compile(  # "REVISION 3/5/2024. This item now reads:", "Corrected report - 3 May 2024"
    rf"\W{{0,6}}(?:{_AGAIN}(?: (?:report|form|proforma|entry|version|copy|results?|text)\b[^:]{{0,12}}?{_DATE}"
    rf"|[^:A-Z]{{0,12}}?{_DATE}\s{{0,2}}[.,:;])"
    rf"|(supplement(?:ary|al)? (?:report|results?|issue)\b[^:]{{0,24}}?{_DATE}))",
    re.IGNORECASE,
)
_ACCESSION = re.compile(r"\b[A-Z]{1,4}-?[0-9]{2}-[0-9]{2,7}\b")


@dataclass(frozen=True, slots=True)
class Asides:
    """Patterns by section."""

    labels: Sieve  # of what stands before a colon or a dash
    lines: Sieve  # of the whole line
    titles: Sieve  # of a heading

    def within(self, letters: Letters) -> Asides:
        """What the lines of this text may meet."""
        return Asides(self.labels.within(letters), self.lines.within(letters), self.titles.within(letters))

    def title(self, line: str) -> str:
        """The section that a line opens as a heading by its words, or nothing."""
        body = line.strip(_DECORATION)
        if len(body) > _LONGEST_TITLE or not body[:1].isupper() or _STATED.search(body) or _NO_TITLE.search(body):
            return ""
        found = self.titles.first(body, in_both_cases(body))
        if not found:
            return ""
        words = _LETTERS.findall(body)
        capital = sum(word[0].isupper() for word in words)
        ends = line.rstrip()[-1:]
        return found if ends == ":" or capital > len(words) // 2 or (len(words) <= 5 and ends != ".") else ""

    def of(self, line: str) -> str:
        """The section that the line alone stands in, or nothing."""
        if "?" in line and _ASKS.search(line):
            return "history"
        if _NOW.search(line):
            return ""  # an old result and the new one in one line
        cases = in_both_cases(line)
        head, mark, rest = line.partition(":")
        if not mark:
            head, mark, rest = line.partition(" - ")
        if mark and rest.strip() and len(head) <= _LONGEST_LABEL:
            found = self.labels.first(head, cases)
            if found:
                return found
        return self.lines.first(line, cases)


def issued_again(line: str) -> str:
    """The section that a line with the date of a correction or a supplement opens, or ""."""
    found = _ISSUED_AGAIN.match(line)
    return ("addendum" if found[1] else "amendment") if found else ""


def aside_lines(lines: Sequence[str], asides: Asides, near: Asides, follows: Sequence[bool]) -> list[str]:
    """For each line the section that it alone stands in, or ""; a long line takes what it runs on into with it.

    A paragraph that begins to speak of another time or person goes on to do so, sentence by sentence. `near` are the
    asides that lines of such letters may meet.
    """
    lost = sum(1 for line in lines if _BULLET.match(line)) >= _MANY
    met = asides if lost else near  # a blank for a question mark makes other letters
    explained, earlier = _scale_steps(lines), _earlier_cases(lines)
    found: list[str] = []
    before, last = "", ""
    for number, line in enumerate(lines):
        section = met.of(line.replace("?", " ") if lost else line) if line.strip() else ""
        section = "method" if number in explained else "previous" if number in earlier else section
        runs_on = len(last) >= _WRAPPED and not last.endswith((".", ";", ":")) and line.strip()[:1].islower()
        told_on = follows[number] and before in _TOLD and not _NOW.search(line)
        if not section and before and (runs_on or told_on):
            section = before
        before, last = section, line.rstrip()
        found.append(section)
    return found


def _scale_steps(lines: Sequence[str]) -> set[int]:
    """Lines close together that say what one number each means: the steps of a scale."""
    steps = [(number, step[1], step[2]) for number, line in enumerate(lines) if (step := _STEP.match(line))]
    pairs = [
        (one[0], other[0])
        for one, other in pairwise(steps)
        if other[0] - one[0] <= _STEPS_APART and one[1] != other[1] and one[2] != other[2]
    ]
    return {number for pair in pairs for number in pair}


def _earlier_cases(lines: Sequence[str]) -> set[int]:
    """Lines that begin with the number of another case than the report's own: "S18-4471: ER negative"."""
    named = [(number, case.group()) for number, line in enumerate(lines) if (case := _ACCESSION.match(line.strip()))]
    if not named:
        return set()
    own = next(case.group() for line in lines if (case := _ACCESSION.search(line)))
    return {number for number, case in named if case != own}


def compile_asides(plain: Mapping[str, Mapping[str, Any]]) -> Asides:
    return Asides(*(_compiled(plain[kind]) for kind in ("labels", "lines", "titles")))


def _compiled(sections: Mapping[str, Any]) -> Sieve:
    return sieve(
        (section, re.compile(_AS_WORDS.format(pattern), re.IGNORECASE))
        for section, patterns in sections.items()
        for pattern in patterns
    )
