"""The shape of an explanation: what the page shows, in its order. Frozen plain values, no rows, no decisions.

`explain.py` fills it; the template only lays it out.
"""

from __future__ import annotations

from dataclasses import dataclass

from guides.entries import Picture, Source


@dataclass(frozen=True, slots=True)
class Quote:
    """A line of the report, word for word, and where it stands on the page."""

    text: str  # what decided
    page: int
    line_anchor: str  # "line-12": id of the marked line in the text at the end of the page
    second: str = ""  # the same line as the other reader of the picture read it, where the two differ
    before: str = ""  # the rest of the line, shortened where it is long
    after: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    label: str  # "Cells that stained"
    printed: str  # "90 %", as the report prints it


@dataclass(frozen=True, slots=True)
class Card:
    """One finding, explained."""

    anchor: str  # "finding-3"
    marker: str
    label: str  # "HER2 by IHC"
    state: str  # "settled", "open" or "earlier": chooses shape and colour, never alone
    status_word: str  # "equivocal (2+)"
    meaning: str
    next_step: str
    measures: tuple[Measure, ...]
    picture: Picture | None
    quotes: tuple[Quote, ...]  # the deciding line first
    rule: str  # the rule in words, "" where the report states the word itself
    source: Source | None
    guide_address: str  # "/guides/her2-breast/#her2-2plus", "" where no guide has it
    guide_title: str
    origin: str = ""  # genes: found in the tumor, in the blood, inherited, or not said


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A line of the report, and the results that it gives: "No change was found in: ALK, ROS1, RET"."""

    names: tuple[tuple[str, str], ...]  # anchor of the result, and its short name
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class ResultList:
    """Results alike of which each needs a line only: genes without a change, repair proteins that are there."""

    anchor: str  # "list-1-genes-1"
    title: str
    note: str
    cards: tuple[Card, ...]
    rows: tuple[NamedLine, ...]  # the same results, those of one line together
    state: str = "settled"  # as Card.state, the same for all of them


@dataclass(frozen=True, slots=True)
class Topic:
    """Cards and lists that belong together; title "" where the page is short enough without headings."""

    title: str
    level: int  # of its heading, 3 to 4; its cards are one deeper where it has one
    cards: tuple[Card, ...]
    lists: tuple[ResultList, ...] = ()
    facts: tuple[Card, ...] = ()  # settled facts, each a row of one table

    @property
    def card_level(self) -> int:
        return self.level + 1 if self.title else self.level


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one specimen or tumour; title "" where the report keeps none apart."""

    title: str
    topics: tuple[Topic, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """All of them, also those that a list shows."""
        return tuple(
            card
            for topic in self.topics
            for cards in (topic.cards, *(one.cards for one in topic.lists), topic.facts)
            for card in cards
        )


@dataclass(frozen=True, slots=True)
class OpenItem:
    label: str
    status_word: str
    card_anchor: str  # of the card that says more, and what to do next


@dataclass(frozen=True, slots=True)
class Missing:
    """A test usual for this cancer that the report does not mention."""

    label: str
    question: str
    because: str = ""  # "Often part of reports on lung cancer."


@dataclass(frozen=True, slots=True)
class ChosenQuestion:
    id: str
    text: str
    because: str  # "HER2 by IHC: equivocal (2+)"
    guide_address: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the report's text. `card_anchor` where the run is the evidence of a card."""

    text: str
    card_anchor: str = ""
    doubtful: bool = False  # from a picture: a reader was not sure of these letters


@dataclass(frozen=True, slots=True)
class TextLine:
    anchor: str  # "line-12"
    pieces: tuple[Piece, ...]
    page: int
    unread_reason: str = ""  # a sentence, where the reader did not understand the line
    starts_page: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything on `/reports/<id>/`, top to bottom."""

    outcome: str  # "findings", "nothing_found", "not_a_report" or "other_language"
    kind: str  # the kind of document in words: "PDF", "text file", "pasted text"
    pages_read: int
    pages_sent: int
    not_read: tuple[str, ...]  # sentences on what could not be read; shown first of all
    unread: tuple[Quote, ...]  # the lines behind those sentences
    story: tuple[str, ...]  # sentences of one paragraph
    combinations: tuple[Card, ...]  # hormone receptor and HER2 together, triple negative
    groups: tuple[Group, ...]
    earlier: tuple[Card, ...]  # results taken over from an earlier specimen, kept apart
    open: tuple[OpenItem, ...]
    missing: tuple[Missing, ...]
    questions: tuple[ChosenQuestion, ...]  # the first three are the most useful
    lines: tuple[TextLine, ...]
    not_read_next: str = ""  # what to do about it
    is_doubtful: bool = False  # some letters of a picture were hard to read; they are marked in the lines
