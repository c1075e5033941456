"""Findings and catalogue → the explanation page, as plain values.

No sentence for a patient is written here: every word comes from content/. Nothing is concluded that the reading
does not hold, apart from what the tables of content/combinations/ say of settled results (explaining/combinations.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guides import catalog
from reports.explaining import cards, combination, combinations, groups, marked_text, questions, story
from reports.explaining.english import is_other_language
from reports.explaining.openness import still_open
from reports.explaining.phrases import Phrasebook
from reports.explanation import Card, Explanation, OpenItem
from reports.intake.protocol import Document, Notice
from reports.reading.findings import Evidence, Finding, Reading


def explain(reading: Reading, document: Document, language: str) -> Explanation:
    """Everything that `/reports/<id>/` shows for one document, in `language`."""
    other_language = is_other_language(document.text)
    if other_language:
        reading = Reading((), (), reading.is_report)
    phrases = Phrasebook(language, reading.cancer)
    rules = catalog.marker_rules()["combinations"]
    tables = combinations.tables(rules)
    lines = marked_text.Lines.of(document.text, document.page_starts)
    findings, earlier = cards.current(reading.findings, phrases), cards.earlier(reading.findings)
    anchors = cards.anchors([*findings, *earlier])
    specimens = groups.by_specimen(findings, reading.specimens)
    shown = {id(f): cards.card(f, own, anchors[id(f)], phrases, lines) for own in specimens.values() for f in own}
    apart = len(specimens) > 1
    waiting = [f for own in specimens.values() for f in still_open(own)]
    together = [one for own in specimens.values() for one in combinations.found(own, reading.cancer, tables)]
    absent = questions.missing(reading, findings, rules["stand_ins"]["stand_ins"], phrases)
    shelves = groups.groups(specimens, shown, phrases)
    not_read = _not_read(reading, document, phrases)
    return Explanation(
        outcome="other_language" if other_language else _outcome(reading, findings, earlier),
        kind=phrases.say(f"kind.{document.kind}"),
        pages_read=document.pages_sent - len(document.unread_pages),
        pages_sent=document.pages_sent,
        not_read=not_read,
        unread=tuple(lines.quote(line.evidence) for line in reading.unread),
        story=story.tell(reading, specimens, waiting, phrases),
        combinations=_combinations(specimens, tables, phrases, lines),
        groups=shelves,
        earlier=tuple(cards.card(f, (), anchors[id(f)], phrases, lines) for f in earlier),
        open=tuple(_open_item(f, shown[id(f)], apart) for f in waiting),
        missing=absent,
        questions=questions.choose(findings, waiting, together, absent, phrases),
        lines=marked_text.mark(
            lines, _used(reading.findings, anchors), _unread_lines(reading, lines, phrases), document.doubtful
        ),
        not_read_next=phrases.say("not_read.next") if not_read else "",
        is_doubtful=bool(document.doubtful),
    )


def _outcome(reading: Reading, findings: Sequence[Finding], earlier: Sequence[Finding]) -> str:
    if not reading.is_report:
        return "not_a_report"
    return "findings" if findings or earlier else "nothing_found"


def _not_read(reading: Reading, document: Document, phrases: Phrasebook) -> tuple[str, ...]:
    sentences = []
    if document.unread_pages:
        key = "not_read.pages.one" if len(document.unread_pages) == 1 else "not_read.pages.many"
        sentences.append(phrases.say(key, pages=", ".join(map(str, document.unread_pages))))
    sentences += [phrases.say(f"notice.{str(one.name).lower()}") for one in Notice if one in document.notices]
    if reading.unread:
        key = "not_read.lines.one" if len(reading.unread) == 1 else "not_read.lines.many"
        sentences.append(phrases.say(key, count=len(reading.unread)))
    return tuple(sentences)


def _combinations(
    specimens: Mapping[str, Sequence[Finding]],
    tables: Sequence[combinations.Table],
    phrases: Phrasebook,
    lines: marked_text.Lines,
) -> tuple[Card, ...]:
    """Results of different specimens never meet."""
    return tuple(
        card
        for number, (name, own) in enumerate(specimens.items(), start=1)
        for card in combination.cards(name, own, tables, number, phrases, lines)
    )


def _open_item(finding: Finding, card: Card, apart: bool) -> OpenItem:
    label = f"{finding.specimen}: {card.label}" if apart and finding.specimen else card.label
    return OpenItem(label, card.status_word, card.anchor)


def _used(findings: Sequence[Finding], anchors: dict[int, str]) -> list[tuple[Evidence, str]]:
    return [
        (evidence, anchors[id(finding)])
        for finding in findings
        if id(finding) in anchors
        for evidence in (finding.evidence, *finding.also)
    ]


def _unread_lines(reading: Reading, lines: marked_text.Lines, phrases: Phrasebook) -> dict[int, str]:
    return {lines.index(line.evidence.start): phrases.say(line.reason, "unread.default") for line in reading.unread}
