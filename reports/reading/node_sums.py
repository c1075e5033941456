"""The sum of counts of several containers, where the report gives no total and nothing speaks against adding.

Each container must have its own count of involved and of examined nodes, no container may be told twice, none may be
missing from the text, and the N category must fit. Says nothing in any doubt. Which counts are parts is told by
node_counts.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from reports.reading.fact_rules import FactRules
from reports.reading.fact_settle import Mention, evidence
from reports.reading.fact_specimens import Specimens
from reports.reading.findings import Finding, Status
from reports.reading.node_counts import PART, WEAK
from reports.reading.text import Line, Prepared

SUMMED = "summed.parts"
_RULE = "nodes.sum"
_FEWEST, _MOST = 2, 12
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_LETTER, _NUMBER = re.compile(r"[A-Z]$"), re.compile(r"[0-9]{1,2}$")
# A container named by the line itself, where the outline of the report has not seen it: `2 - Axilla`, `(C) Node`.
_LEAD = re.compile(
    r"^[\s*-]{0,8}(?:part |specimen )?\(?(?P<name>[A-Z]|[0-9]{1,2})(?:\)\s?[:.-]?|[.:]|\s-)\s", re.IGNORECASE
)
_HOLDS_NODES = re.compile(
    r"\b(?:(?:lymph )?nodes?|LNs?|SLNs?|sentinel|axill\w+|lymphadenectomy|stations?|MRM|radical mastectomy)\b",
    re.IGNORECASE,
)
_RESECTED = re.compile(r"(?<!aden)ectomy\b|\bresection\b", re.IGNORECASE)
_NODES = re.compile(r"\b(?:nodes?|LNs?|SLNs?|sentinel)\b", re.IGNORECASE)
_ANSWERED = re.compile(
    r"\b(?:negative|positive|benign|free|uninvolved|involved|reactive|clear"
    r"|no (?:evidence|tumou?r|carcinoma|metasta\w+)|(?:macro|micro)?metasta\w+)\b",
    re.IGNORECASE,
)
# Lines that speak of nodes as a whole, or of what is in one of them, and count no further container.
_NO_CONTAINER = re.compile(
    r"extra-?\s?(?:nodal|capsular)|largest|size|deposit|\bsee\b|p?N[0-3X]\b|keratin|immuno|margin|received|lymphoid"
    r"|status|not (?:submitted|sampled|identified)",
    re.IGNORECASE,
)
# A count that may be told elsewhere again, or holds what another one counts.
_TWICE = re.compile(
    r"\bincl(?:ud|us)\w+|\b(?:again|same|above|below|prior|previous(?:ly)?|earlier|outside|frozen|intra-?operative|touch"
    r"|imprint|consult\w*|preliminary|corrected|revised|total|sum|overall|combined|altogether|fragments?|pieces?)\b",
    re.IGNORECASE,
)
_A_TOTAL = re.compile(
    r"\b(?:total|sum|overall|combined|altogether|in all)\b[^\n.;]{0,40}?\b(?:nodes?|LNs?)\b"
    r"|\b(?:nodes?|LNs?)\b[^\n.;]{0,30}?\b(?:total|sum|overall|combined|altogether|in all)\b"
    r"|\b(?:number|no\.|#) (?:of )?[^\n.;:]{0,30}?\b(?:nodes?|LNs?)\b"
    r"|\b(?:nodes?|LNs?) (?:examined|positive|involved)\s?(?::|[0-9])",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"\b(?:(?P<left>left|lt)|(?P<right>right|rt))\b\.?|\b(?P<l>L)\b\.?(?=\s)|\b(?P<r>R)\b\.?(?=\s)", re.IGNORECASE
)
_CATEGORY = re.compile(
    r"(?<![A-Za-z])(?:y?p?T(?:[0-4][a-d]?|is|X)(?:\([a-z0-9]{1,4}\))?\W{0,4})?y?p?N\s?([0-3X])(?![0-9A-Z])"
)
_FITS = {"1": (1, 3), "2": (4, 9), "3": (10, 99)}  # AJCC and UICC, breast, by the number of involved nodes
# Places that hold no nodes of each other, told by a number or a name.
_NUMBERED = re.compile(
    r"\b(?P<kind>level|station|SLN|sentinel (?:lymph )?node)s?\s?(?:#|no\.?)?\s?(?P<n>[0-9]{1,2}[LR]?|I{1,3}|IV|V)\b",
    re.IGNORECASE,
)
_REGION = re.compile(r"\b(?:pelvic|para-?\s?aortic|inguinal|peri-?gastric|mediastinal|intramammary)\b", re.IGNORECASE)


def summed(
    prepared: Prepared, chosen: list[Mention], found: list[Mention], rules: FactRules, kept_apart: Specimens
) -> Finding | None:
    """What all containers hold together, or None in any doubt. `chosen`: the counts of one marker to add up."""
    if any(m.strength not in {PART, WEAK} or m.status is not Status.REPORTED for m in found):
        return None
    owners = {m.owner for m in chosen}
    mine = [m for m in found if m.owner in owners]
    pairs = _pairs(mine)
    if pairs is None or not _FEWEST <= len(pairs) <= _MOST:
        return None
    counted = list(pairs.values())
    firsts = [pair[0] for pair in counted]
    if (
        _of_two_organs(prepared, kept_apart)
        or not _apart(prepared, firsts)
        or not _one_side(prepared, firsts, kept_apart)
    ):
        return None
    if not _none_left_out(prepared, firsts, found, rules, kept_apart):
        return None
    positive = sum(int(pair[0].value) for pair in counted)
    if not _fits(prepared, positive, kept_apart):
        return None
    marker = chosen[0].marker
    total = sum(int(m.value) for pair in counted for m in pair if m.marker == marker)
    quotes = list(dict.fromkeys(evidence(prepared, m.span, m.at) for m in firsts))
    return Finding(
        marker=marker,
        status=Status.REPORTED,
        value=str(total),
        evidence=quotes[0],
        rule=_RULE,
        also=tuple(quotes[1:]),
        reason=SUMMED,
    )


def _pairs(found: list[Mention]) -> dict[tuple[int, int], tuple[Mention, Mention]] | None:
    """Both numbers of each container by the words that state them; two ways of saying one count are one."""
    by_place: dict[int, dict[str, Mention]] = {}
    for mention in found:
        by_place.setdefault(mention.at, {})[mention.marker] = mention
    pairs: dict[tuple[int, int], tuple[Mention, Mention]] = {}
    for mentions in by_place.values():
        positive, examined = mentions.get("NODES_POSITIVE"), mentions.get("NODES_EXAMINED")
        if positive is None or examined is None or positive.strength != PART or positive.owner != examined.owner:
            return None
        before = pairs.setdefault(positive.span, (positive, examined))
        if (before[0].value, before[1].value) != (positive.value, examined.value):
            return None
    return dict(sorted(pairs.items()))


def _apart(prepared: Prepared, counted: list[Mention]) -> bool:
    """Is each count that of a container of its own, all in one part of the report?"""
    if len({(m.line.section, m.line.addendum) for m in counted}) != 1:
        return False
    if any(_TWICE.search(prepared.text[slice(*m.span)]) for m in counted):
        return False
    owners = [_container(prepared, m) for m in counted]
    if all(owners):
        return len(set(owners)) == len(owners) and len({_style(owner) for owner in owners}) == 1
    return not any(owners) and _different_places([prepared.text[slice(*m.span)] for m in counted])


def _container(prepared: Prepared, mention: Mention) -> str:
    """The name at the start of the count's own line, where it is one of the same kind as its specimen's."""
    lead = _LEAD.match(prepared.line_at(mention.at).text) or _LEAD.match(prepared.text[slice(*mention.span)])
    name = lead.group("name") if lead else ""
    if not name or name.islower() or (mention.owner and _style(name) != _style(mention.owner)):
        return mention.owner
    return name


def _style(owner: str) -> str:
    if owner in _ROMAN or _LETTER.match(owner):
        return "letter"
    return "number" if _NUMBER.match(owner) else "words"


def _different_places(texts: list[str]) -> bool:
    """Lines without a container's name: all with a number of one kind, or all with a region (and a side)."""
    numbers = [tuple((m["kind"].lower()[:3], m["n"].upper()) for m in _NUMBERED.finditer(text)) for text in texts]
    if all(len(found) == 1 for found in numbers):
        kinds = {found[0][0] for found in numbers}
        return len(kinds) == 1 and len(set(numbers)) == len(numbers)
    regions = [(frozenset(r.lower() for r in _REGION.findall(text)), _sides(text)) for text in texts]
    if any(len(places) != 1 for places, _ in regions) or len(set(regions)) != len(regions):
        return False
    named = [places for places, _ in regions]
    return all(sides and len(sides) == 1 for places, sides in regions if named.count(places) > 1)


def _sides(text: str) -> frozenset[str]:
    found = (match.lastgroup or "" for match in _SIDE.finditer(text))
    return frozenset("left" if group.startswith("l") else "right" for group in found)


def _one_side(prepared: Prepared, counted: list[Mention], kept_apart: Specimens) -> bool:
    """Each armpit has its own count; the nodes on both sides of one bladder belong together."""
    texts = [f"{m.owner} {kept_apart.titles.get(m.owner, '')} {prepared.text[slice(*m.span)]}" for m in counted]
    if not _of_breasts(prepared, kept_apart):
        return True
    sides = [_sides(text) for text in texts]
    named = frozenset().union(*sides)
    others = frozenset().union(*(_sides(f"{name} {title}") for name, title in kept_apart.titles.items()))
    return len(named) <= 1 and (len(named | others) <= 1 or all(len(side) == 1 for side in sides))


def _of_two_organs(prepared: Prepared, kept_apart: Specimens) -> bool:
    """Two organs taken out have nodes of their own."""
    taken = [
        name for name, title in kept_apart.titles.items() if _RESECTED.search(title) and not kept_apart.nodal(name)
    ]
    return len(taken) > 1 and not _of_breasts(prepared, kept_apart)


def _of_breasts(prepared: Prepared, kept_apart: Specimens) -> bool:
    return kept_apart.of_breasts() or re.search(r"\b(?:breast|axilla)", prepared.text, re.IGNORECASE) is not None


def _none_left_out(
    prepared: Prepared, counted: list[Mention], found: list[Mention], rules: FactRules, kept_apart: Specimens
) -> bool:
    """No container of nodes without a count, no word on nodes beside the counts, no missing first pages."""
    containers = {_container(prepared, m) for m in counted}
    owners = {m.owner for m in found} | containers
    names = [name for name in {*kept_apart.titles, *containers} if name]
    titled = [name for name in kept_apart.titles if name]
    if any(_HOLDS_NODES.search(kept_apart.titles[name]) for name in titled if name not in owners):
        return False
    if "" not in containers and not _from_the_first(names):
        return False
    lines = {n for m in found if m.strength == PART for n in _lines_of(prepared, m.span)}
    return not any(_counts_more(line, rules) for line in prepared.lines if line.number not in lines)


def _from_the_first(names: Iterable[str]) -> bool:
    """Do the names of the containers begin with the first and leave none out? A page may be missing."""
    short = [name for name in names if _LETTER.match(name) or _NUMBER.match(name)]
    if not short:
        return True
    if all(name.isdigit() for name in short):
        return set(range(1, max(map(int, short)) + 1)) <= set(map(int, short))
    if any(name.isdigit() for name in short):
        return False
    return {chr(code) for code in range(ord("A"), ord(max(short)) + 1)} <= set(short)


def _lines_of(prepared: Prepared, span: tuple[int, int]) -> range:
    return range(prepared.line_at(span[0]).number, prepared.line_at(max(span[1] - 1, span[0])).number + 1)


def _counts_more(line: Line, rules: FactRules) -> bool:
    if line.section in rules.skip or not _NODES.search(line.text):
        return False
    if _A_TOTAL.search(line.text):
        return True
    return _ANSWERED.search(line.text) is not None and _NO_CONTAINER.search(line.text) is None


def _fits(prepared: Prepared, positive: int, kept_apart: Specimens) -> bool:
    """Does the sum fit the N category, where the report has one?"""
    categories = set(_CATEGORY.findall(prepared.text))
    if len(categories) > 1 or "X" in categories:
        return False
    for category in categories:
        if (category == "0") != (positive == 0):
            return False
        low, high = _FITS.get(category, (0, 0))
        if positive and _of_breasts(prepared, kept_apart) and not low <= positive <= high:
            return False
    return True
