"""Cards under their specimen and topic; what was looked for and not found, many at a time, as a list.

A panel of fifty genes stays a page that a phone can show: each change found is a card, all others are a line each, with
the words of the report.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from reports.explaining import order, origins
from reports.explaining.phrases import Phrasebook
from reports.explanation import Card, Group, NamedLine, ResultList, Topic
from reports.reading.findings import NO_RESULT, Finding, Status

MANY_CARDS = 8  # from so many on, topics have headings
_OF_NODES = frozenset({"NODES_POSITIVE", "NODES_EXAMINED", "PN"})
# From so many alike on, a list takes the place of cards.
_MANY: Mapping[Status, int] = MappingProxyType(
    {Status.NOT_DETECTED: 3, Status.INTACT: 2, Status.PENDING: 4, Status.NOT_PERFORMED: 4}
)


def by_specimen(findings: Sequence[Finding], specimens: Sequence[str]) -> dict[str, list[Finding]]:
    """Findings by specimen, in the report's order; "" for those of the whole report, which come first.

    Where the results of one specimen alone are stated, there is nothing to keep apart: then all are under "".
    Lymph nodes are sent as a specimen of their own and still belong to that tumour.
    """
    tumours = {f.specimen for f in findings if f.specimen and f.marker not in _OF_NODES}
    if len(tumours) < 2:
        return {"": list(findings)} if findings else {}
    names = dict.fromkeys(["", *specimens, *(f.specimen for f in findings)])
    grouped = {name: [f for f in findings if f.specimen == name] for name in names}
    return {name: members for name, members in grouped.items() if members}


def groups(
    specimens: Mapping[str, Sequence[Finding]], shown: Mapping[int, Card], phrases: Phrasebook
) -> tuple[Group, ...]:
    apart = len(specimens) > 1
    return tuple(
        Group(name, _topics(own, shown, number, 4 if apart else 3, phrases))
        for number, (name, own) in enumerate(specimens.items(), start=1)
    )


def _topics(
    own: Sequence[Finding], shown: Mapping[int, Card], number: int, level: int, phrases: Phrasebook
) -> tuple[Topic, ...]:
    """`number` of the specimen, `level` of the headings below it."""
    by_topic: dict[str, list[Finding]] = {name: [] for name in order.TOPICS}
    for finding in own:
        by_topic[order.topic(finding.marker)].append(finding)
    lists = {name: _lists(found, shown, f"list-{number}-{name}", phrases) for name, found in by_topic.items()}
    listed = {card.anchor for several in lists.values() for one in several for card in one.cards}
    rows = _rows(own, shown, phrases)
    headed = len(own) - len(listed) >= MANY_CARDS or (bool(listed) and len(own) >= MANY_CARDS)
    return tuple(
        Topic(
            phrases.say(f"topic.{name}") if headed else "",
            level,
            tuple(_first_what_was_found([(f, shown[id(f)]) for f in found if _is_card(shown[id(f)], listed, rows)])),
            lists[name],
            tuple(shown[id(f)] for f in found if shown[id(f)].anchor in rows),
        )
        for name, found in by_topic.items()
        if found
    )


def _is_card(card: Card, *elsewhere: Collection[str]) -> bool:
    return not any(card.anchor in shown for shown in elsewhere)


def _rows(own: Sequence[Finding], shown: Mapping[int, Card], phrases: Phrasebook) -> frozenset[str]:
    """Anchors of the facts that stand as rows of a table; an open one and the diagnosis are always cards."""
    facts = [f for f in own if f.marker != "DIAGNOSIS" and _is_fact(f, phrases) and shown[id(f)].state == "settled"]
    return frozenset(shown[id(f)].anchor for f in facts)


def _is_fact(finding: Finding, phrases: Phrasebook) -> bool:
    entry = phrases.entry(finding.marker)
    return entry is not None and entry.kind == "fact"


def _first_what_was_found(cards: Sequence[tuple[Finding, Card]]) -> list[Card]:
    """In a panel, what was found stands before what was not; all else keeps its order."""
    return [card for _, card in sorted(cards, key=lambda pair: pair[0].status is Status.NOT_DETECTED)]


def _lists(
    found: Sequence[Finding], shown: Mapping[int, Card], anchor: str, phrases: Phrasebook
) -> tuple[ResultList, ...]:
    alike: dict[tuple[Status, str], list[Finding]] = {}
    for finding in found:
        if _is_plain(finding, phrases):
            origin = "" if finding.status in NO_RESULT else finding.origin
            alike.setdefault((finding.status, origin), []).append(finding)
    lists = []
    for number, ((status, origin), members) in enumerate(alike.items(), start=1):
        if len(members) < _MANY[status]:
            continue
        title = phrases.say(f"list.{status}.title.{origin}", f"list.{status}.title", count=len(members))
        note = " ".join(filter(None, [phrases.say(f"list.{status}.note"), origins.sentence(members[0], phrases)]))
        cards = tuple(shown[id(f)] for f in members)
        lists.append(ResultList(f"{anchor}-{number}", title, note, cards, _by_line(members, cards), cards[0].state))
    return tuple(lists)


def _by_line(members: Sequence[Finding], cards: Sequence[Card]) -> tuple[NamedLine, ...]:
    """Results of one line stand together, and the line is shown once, as far as its last result goes."""
    lines: dict[tuple[str, ...], list[tuple[Finding, Card]]] = {}
    for finding, card in zip(members, cards, strict=True):
        lines.setdefault(tuple(quote.line_anchor for quote in card.quotes), []).append((finding, card))
    return tuple(
        NamedLine(
            tuple((card.anchor, _short(finding, card)) for finding, card in pairs),
            max((card.quotes for _, card in pairs), key=lambda quotes: sum(len(quote.text) for quote in quotes)),
        )
        for pairs in lines.values()
    )


def _short(finding: Finding, card: Card) -> str:
    """ "ALK" for "ALK gene", with the change that was looked for where the line names one."""
    name = finding.marker if card.label.startswith(finding.marker) else card.label
    return " ".join(filter(None, [name, finding.measures.get("variant", "")]))


def _is_plain(finding: Finding, phrases: Phrasebook) -> bool:
    """Nothing but its word is to be told: no reason, no amendment, no number."""
    if finding.status not in _MANY or finding.reason or set(finding.measures) - {"variant"}:
        return False
    if finding.marker in order.NEVER_INHERITED and finding.status not in NO_RESULT:  # an answer that says much
        return False
    if finding.status in NO_RESULT:
        return phrases.value(finding) is None
    return origins.is_gene(finding.marker, phrases) or finding.marker in order.REPAIR
