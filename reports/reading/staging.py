"""PT, PN and PM: the pathologic TNM categories with their prefix as printed.

Clinical categories, scales that explain the categories and options of a form that nobody chose are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from reports.reading.fact_context import standing
from reports.reading.fact_rules import FactRule, FactRules
from reports.reading.fact_settle import MOST, Mention
from reports.reading.fact_text import Passage
from reports.reading.findings import Context, Status
from reports.reading.text import Prepared

_STRENGTH = {"printed": 3, "label": 3, "bare": 2, "bracket": 1}
# The category is part of another word or number, unless the next category begins right behind it.
_GOES_ON = re.compile(r"(?!p?[NM](?:[0-3XxOolI(]|\s[0-9X]))[A-Za-z0-9]|[.,][0-9]|\s?(?:cm|mm|%)|/\s?is\b")
_M_FOLLOWS = re.compile(r"\W{0,4}p?M\s?[0-1XxO]")
_LISTED = re.compile(r"(?:^|[^pP\s])\s?T\s?\w{1,2}\s?[,;]")  # `T1, N2` may be names of blocks
# `grade 2 (T3, N2, M1)`, `MBR Gr II (T3N2M1 = 6)`: tubules, nuclei and mitoses
_SCORES = re.compile(
    r"\bgrade\W{1,3}\w{1,3}\W{1,3}$"
    r"|\b(?:grad(?:e|ing)|gr|G[1-3]|scores?|scoring|M?SBR|MBR|NHG|nottingham|richardson)\b[^;\n]{0,16}[(\[:]\s?$",
    re.IGNORECASE,
)
_SUM = re.compile(r"(?:\W{0,3}[TNM]\s?[0-3]){0,2}\s?=\s?[0-9]")
_BLOCKS = re.compile(r"\b(?:block|slide|cassette|section|container|jar|vertebra|level)s?\b[^.;]{0,40}$", re.IGNORECASE)
_N_FOLLOWS = re.compile(r"\W{0,3}p?N\s?[0-3XO(]")
_OTHER_COUNT = re.compile(r"\s?(?:of|x|out|nodes?|lymph|-)\b|\s?[-/]\s?[0-9]")
_LETTERS = frozenset("oOxXlIi")
_MISREAD = {"l": "1", "i": "1", "o": "0", "ú": "0", "ø": "0", "ö": "0"}
_IN_SITU = {"dcis": "DCIS", "lcis": "LCIS", "paget": "Paget"}
_CLINICAL = re.compile(
    r"(?:\bc|clinical(?:ly)?|radiologic(?:al)?|imaging|MRI)[\s:(,]{0,3}(?:stage|staging|TNM|category)?[\s:(,]{0,3}$",
    re.IGNORECASE,
)
_CLINICAL_BEHIND = re.compile(
    r"[^.;\n]{0,24}?[\s(,](?:clinical(?:ly)?|radiologic(?:al|ally)?|(?:by|on) (?:imaging|MRI|ultrasound|US))\b",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"at least[\s(]{0,3}$", re.IGNORECASE)
_SUFFIX_ONE = re.compile(r"\(\s?[l1]\s?([-+])\s?\)")
_WINDOW = 100  # how far back a word of staging may stand
_NEAR = 4  # lines between two steps of a printed scale


def mentions(prepared: Prepared, passages: list[Passage], rules: FactRules) -> list[Mention]:
    places = (
        place
        for passage in passages
        if rules.reads(passage)
        for start, sentence in passage.sentences
        for place in _in_sentence(prepared, passage, start, sentence, rules)
    )
    both = list(islice(places, MOST))
    found = [mention for mention, _ in both]
    treated = [m for m in found if m.value.startswith("y")]
    if treated:  # what is not "y" may be the stage before treatment
        found = [m for m in found if any(agree(m.value, after.value) for after in treated)]
    scale = _scale([mention for mention, defined in both if defined]) | _options(found)
    return [mention for mention in found if mention.at not in scale]


def _in_sentence(
    prepared: Prepared, passage: Passage, start: int, sentence: str, rules: FactRules
) -> Iterator[tuple[Mention, bool]]:
    """Each category with whether its explanation follows."""
    taken: set[int] = set()
    for rule in rules.near(sentence):
        for match in rule.pattern.finditer(sentence):
            at = start + match.start("n")
            line = prepared.line_at(at)
            near = prepared.text[max(at - _WINDOW, 0) : passage.end]
            if at in taken or not _is_category(rule, match, near, sentence, rules):
                continue
            around = standing(sentence, match.start(), match.end(), rules)
            if around.context is not Context.CURRENT:
                continue
            unsure = around.supposed or bool(_AT_LEAST.search(sentence[max(match.start() - 20, 0) : match.start()]))
            mention = Mention(
                rules.marker,
                _printed(rule, match, rules.marker),
                at,
                rule.id,
                line,
                _STRENGTH[rule.kind],
                _quote(prepared, passage, start + match.start(), start + match.end()),
                Status.UNCLEAR if unsure else Status.REPORTED,
                "unclear.supposed" if unsure else "",
            )
            taken.add(at)
            yield mention, bool(rules.words["definition"].match(sentence, match.end()))


def _is_category(rule: FactRule, match: re.Match[str], near: str, sentence: str, rules: FactRules) -> bool:
    before = sentence[max(match.start() - _WINDOW, 0) : match.start()]
    behind = sentence[match.end() : match.end() + _WINDOW]
    category = match.group("n")
    if _CLINICAL.search(before) or _CLINICAL_BEHIND.match(behind) or _GOES_ON.match(behind):
        return False
    staged = bool(rules.words["stage_word"].search(near)) or bool(_N_FOLLOWS.match(behind))
    if rule.kind == "printed":
        spaced = match.group("gap2") and (rules.marker == "PT" or match.group().isupper())
        return staged or not (spaced or (category in _LETTERS and match.group().isupper()))
    if rule.kind == "label":
        return not _OTHER_COUNT.match(behind)
    if rule.kind == "bare":
        if category in _LETTERS and "\n" in match.group():
            return False
        if (
            _BLOCKS.search(before)
            or _SCORES.search(before)
            or _SUM.match(behind)
            or (not staged and _LISTED.search(match.group()) and not _M_FOLLOWS.match(behind))
        ):
            return False
        return any(c.isdigit() for c in match.group()) and not rules.words["clinical"].search(before[-40:])
    return True


def _printed(rule: FactRule, match: re.Match[str], marker: str) -> str:
    """The category with one way of writing letters, its prefix as printed."""
    named = match.groupdict()
    head = re.sub(r"[\s()]", "", match.group()[: match.start("n") - match.start()]).lower()
    if rule.kind == "printed":
        prefix = re.sub(r"^(?:.*[^ymrp])?([ymr]{0,2}p).*$", r"\1", head.removesuffix(marker[1].lower()))
    else:
        prefix = "p" if rule.kind == "label" else (named["prefix"] or "").lower()
    suffix = re.sub(r"\s", "", (named.get("before") or "") + (named.get("suffix") or "")).lower()
    return prefix + marker[1] + _category(match.group("n")) + _SUFFIX_ONE.sub(r"(i\1)", suffix)


def _category(printed: str) -> str:
    """`lc` → `1c`, `O` → `0`, `1(rni)` → `1mi`, `is(dcis)` → `is(DCIS)`."""
    category = re.sub(r"\s", "", printed).lower()
    if category.startswith("is"):
        return re.sub(r"dcis|lcis|paget", lambda kind: _IN_SITU[kind.group()], category)
    category = re.sub(r"\(?(?:mi|rni)c?\)?$", "mi", category)
    return _MISREAD.get(category[0], category[0].upper()) + category[1:]


def _quote(prepared: Prepared, passage: Passage, start: int, end: int) -> tuple[int, int]:
    """The printed lines that hold the category, from their label on where that stands on the line before."""
    first, last = prepared.line_at(start), prepared.line_at(end - 1)
    begin = passage.start if passage.stands_alone and first.number - passage.line.number <= 1 else first.start
    return max(begin, passage.start), min(last.end, passage.end)


def base(value: str) -> str:
    """`ypT1c(m)` → `T1c`."""
    found = re.search(r"[TNM](?:is|[0-4X])[a-d]?(?:mi)?", value)
    return found.group() if found else value


def agree(first: str, second: str) -> bool:
    """`pT1` and `T1c` do not contradict each other; `pT1b` and `pT1c` do."""
    one, two = base(first), base(second)
    return one.startswith(two) or two.startswith(one)


def _scale(explained: list[Mention]) -> set[int]:
    """Explained categories in a row that exclude each other are a printed scale."""
    drop: set[int] = set()
    row: list[Mention] = []
    for mention in [*sorted(explained, key=lambda m: m.at), None]:
        if row and (mention is None or mention.line.number - row[-1].line.number > _NEAR):
            if len({base(m.value)[:2] for m in row}) > 1:
                drop.update(m.at for m in row)
            row = []
        if mention is not None:
            row.append(mention)
    return drop


def _options(found: list[Mention]) -> set[int]:
    """Three and more different categories on one line are the options of a form."""
    lines: dict[int, list[Mention]] = {}
    for mention in found:
        lines.setdefault(mention.line.number, []).append(mention)
    return {m.at for row in lines.values() if len({base(m.value)[:2] for m in row}) > 2 for m in row}
