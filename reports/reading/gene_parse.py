"""What one unit says of which gene: names in a list, the answer before or behind them, and what stands between.

An answer belongs to the names before it that have none yet, else to the names behind it. A negator turns the answers
of its clause round. Nothing is accepted or refused here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.reading.gene_terms import CLASS, DIRECTIVE, DOUBLE, GENERAL, NEGATOR, SHOWS
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.variants import FUSION, VARIANT

_TURNED = {
    "detected": "not_detected", "positive": "negative", "rearranged": "not_rearranged", "amplified": "not_amplified",
    "methylated": "unmethylated", "codeleted": "not_codeleted", "lost": "intact",
}  # fmt: skip
POSITIVE = frozenset(_TURNED)
NEGATIVE = frozenset(_TURNED.values())
_COLUMN_WORDS = frozenset(["none", "nil", "yes"])
_ALONE = ("none", "nil", "nothing")  # negative by themselves: "no mutation, notably none in KRAS"
_SAYS = frozenset([":", "=", "-", "|", "is", "are", "was", "were"])
_LISTING = frozenset(["and", "or", "nor", "&", "/", ",", "+", "-", "("])
_JOINING = frozenset(["and", "or", "nor", "&", "/"])
_JOINED = frozenset([",", "and", "but", "or", "(", "-"])
_PASSIVE = frozenset(["is", "are", "was", "were", "been", "be"])


@dataclass(slots=True)
class Item:
    """One name, and what is said of it alone."""

    name: Lexeme
    place: int
    variants: list[Lexeme] = field(default_factory=list)
    events: list[Lexeme] = field(default_factory=list)
    classes: list[Lexeme] = field(default_factory=list)
    measures: list[Lexeme] = field(default_factory=list)
    methods: list[Lexeme] = field(default_factory=list)
    joined: str = ""  # the word or sign before it in its list

    def take(self, lexeme: Lexeme) -> None:
        if lexeme.kind is Kind.SCORE:
            (self.variants if lexeme.id == VARIANT else self.classes).append(lexeme)
        elif lexeme.kind is Kind.MEASURE:
            self.measures.append(lexeme)
        elif lexeme.kind is Kind.METHOD:
            self.methods.append(lexeme)
        else:
            self.events.append(lexeme)


@dataclass(slots=True)
class Segment:
    """Names in one list with their answer."""

    items: list[Item] = field(default_factory=list)
    lead: list[Lexeme] = field(default_factory=list)  # variants, events, classes before the first name
    answers: list[tuple[str, Lexeme, int]] = field(default_factory=list)  # state, word, place
    prefix: tuple[str, Lexeme, int] | None = None
    negator: tuple[Lexeme, int] | None = None
    cues: list[tuple[Lexeme, int]] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)  # places of words that no list holds
    shows: bool = False  # "EGFR analysis shows …": the answer is what it shows
    first: int = 0
    last: int = 0
    inherited: bool = False  # the name stands in the segment before
    clause: int = 0

    @property
    def empty(self) -> bool:
        return not self.items and not self.lead


class Parser:
    """Walks over the lexemes of one unit."""

    def __init__(self, row: Sequence[Lexeme], prefix: tuple[str, Lexeme, int] | None = None) -> None:
        self.row = row
        self.done: list[Segment] = []
        self.now = Segment(prefix=prefix)
        self.dead = False  # "no other alterations": what follows speaks of nothing that was named
        self.clause = 0
        self.before = ""
        self.open_prefix: tuple[str, Lexeme, int] | None = None  # an answer at the end that nothing has followed yet
        self.verb: tuple[str, Lexeme, int] | None = None  # what showed nothing yet
        self.head: tuple[str, Lexeme, int] | None = None  # "Regions without mutation:" holds behind a semicolon too

    def parse(self) -> list[Segment]:
        for n, lexeme in enumerate(self.row):
            self._step(n, lexeme)
            if lexeme.kind is not Kind.NAME:
                self.before = lexeme.value if lexeme.kind is Kind.NEUTRAL or lexeme.id == NEGATOR else lexeme.id
        self.open_prefix = self.now.prefix
        self._close(len(self.row))
        return self.done

    def _close(self, n: int) -> None:
        now = self.now
        now.last = n
        named = bool(self.done and self.done[-1].items) and any(x.id == VARIANT for x in now.lead)
        if not now.items and named and now.prefix and now.prefix[1].start > now.lead[-1].start:
            now.answers, now.prefix = [now.prefix], None  # "T790M not detected; L858R detected"
        told = bool(now.items or now.answers or now.negator)
        if self.done and self.done[-1].items and not told and all(x.kind is Kind.MEASURE for x in now.lead):
            self.done[-1].items[-1].measures += now.lead  # "pathogenic variant c.5946delT; VAF 60 %"
            now.lead = []
        if now.items or now.lead or now.answers:
            if not now.items and now.lead and self.done and (now.answers or now.negator) and self.done[-1].items:
                name = self.done[-1].items[-1]
                now.items = [Item(name.name, name.place)]
                if not self.done[-1].answers and not any(x.id == VARIANT for x in now.lead):
                    now.items[0].variants = list(name.variants)
                now.inherited = True
                for lexeme in now.lead:
                    now.items[0].take(lexeme)
                now.lead = []
            self.done.append(now)
        self.now = Segment(first=n, clause=self.clause)

    def _step(self, n: int, x: Lexeme) -> None:
        if x.id == ";" and self._in_a_cell(n):
            return
        if x.kind is Kind.END or x.id == ";":
            self.clause += 1
            self._close(n)
            self.dead = False
            if x.kind is Kind.END:
                self.head = None
                if x.value == "but" and self.verb:
                    self.now.prefix = ("detected", self.verb[1], n)  # "showed no EGFR mutation but a KRAS mutation"
            elif self.head and self._only_names(n):
                self.now.prefix = self.head
        elif x.kind is Kind.CUE and x.id == DOUBLE:
            self._close(n)
            self.dead = True
            if x.value.startswith("no "):
                self.now.negator = (x, n)
        elif self.dead:
            if x.id == ":" and self._only_names(n, negative=True):  # "no other alterations in tier I: KRAS, BRAF"
                self.dead, self.now.prefix, self.now.negator = False, self._headed(), None
            elif x.kind is Kind.LABEL:
                self.now.lead.append(x)
            return
        elif x.kind is Kind.NAME:
            self._name(n, x)
        elif x.kind is Kind.ANSWER:
            self._answer(n, x)
        elif x.kind is Kind.VERB:
            self._prefix(n, x)
        elif x.kind is Kind.CUE:
            self._cue(n, x)
        elif x.kind in {Kind.SCORE, Kind.LABEL, Kind.MEASURE, Kind.METHOD}:
            self._take(n, x)
        elif x.kind is Kind.WORD:
            self.now.unknown.append(n)
        elif x.id == ":":
            self.head = self._headed()

    def _name(self, n: int, x: Lexeme) -> None:
        now = self.now
        if now.items and now.answers:
            same = any(item.name.id == x.id for item in now.items) and len(now.items) == 1
            if not same:
                self._close(n)
                now = self.now
        if self._begins_anew(x):
            self._close(n)
            now = self.now
        if (
            now.items
            and now.items[-1].name.id == x.id
            and (not x.detail or x.detail == now.items[-1].name.detail or FUSION in x.detail)
        ):
            if x.value:
                now.items[-1].variants.append(x)
            return
        if now.items and self._column(n):
            self._close(n)
            self.now.prefix = now.prefix
            now = self.now
        item = Item(x, n, joined=self.before)
        if x.value:
            item.variants.append(x)
        if not now.items:
            for lexeme in now.lead:
                item.take(lexeme)
            now.lead = []
        now.items.append(item)

    def _begins_anew(self, x: Lexeme) -> bool:
        """`no RET fusion, and RET FISH was not done`: of the same gene something else."""
        now = self.now
        if not now.items or now.negator is None or now.answers or self.before not in _JOINED:
            return False
        return now.items[-1].name.id == x.id and bool(now.items[-1].events)

    def _column(self, n: int) -> bool:
        """A further name that no word or sign joins to the one before, and that stands apart or behind its values."""
        last = self.now.items[-1]
        if self.before in _LISTING:
            return False
        told = bool(last.variants or last.measures or last.classes)
        return told or self.row[n].start - self.row[n - 1].end > 1

    def _take(self, n: int, x: Lexeme) -> None:
        now = self.now
        new = x.kind is Kind.SCORE and x.id == VARIANT
        if new and now.items and now.answers and now.items[-1].variants and self._answered_later(n):
            self._close(n)
            now = self.now
        if now.items:
            now.items[-1].take(x)
        else:
            now.lead.append(x)
        if now.shows and not now.answers and now.negator is None and (_is_found(x)):
            now.answers.append(("detected", x, n))

    def _answered_later(self, n: int) -> bool:
        """Does an answer of its own follow the variant, before another name?"""
        for x in self.row[n + 1 :]:
            if x.kind in {Kind.NAME, Kind.END}:
                return False
            if x.kind is Kind.ANSWER:
                return True
        return False

    def _cue(self, n: int, x: Lexeme) -> None:
        if x.id == NEGATOR:
            now = self.now
            if x.value == "no" and now.items and not now.answers and self.before == ":" and self._ends(n):
                now.answers.append(("not_detected", x, n))  # "EGFR mutation: no, KRAS mutation: yes"
                return
            joins = now.shows or (self.before in _JOINED and x.value != "nor")
            if now.items and (now.answers or (joins and (self._name_first(n) or self._other_variant(n)))):
                self._close(n)
            prefix = self.now.prefix
            if prefix and not self.now.items and prefix[2] >= 0 and prefix[1].id == SHOWS:
                self.now.prefix, self.verb = None, prefix  # "showed no mutation in"
            if self.now.negator is None:
                self.now.negator = (x, n)
        else:
            self.now.cues.append((x, n))

    def _prefix(self, n: int, x: Lexeme) -> None:
        now = self.now
        if x.id == SHOWS:
            self._shows(n, x)
            return
        theirs = self.before in _SAYS or not self._names_follow(n) or self._speaks_of_them(n)
        if now.items and not now.answers and theirs:
            now.answers.append((self._state(x), x, n))
            return
        if now.items:
            self._close(n)
        self.now.prefix = (self._state(x), x, n)

    def _shows(self, n: int, x: Lexeme) -> None:
        """A verb that says nothing yet: what it shows of the names before it, or of those behind it, is the answer."""
        now, state = self.now, "detected" if self.now.negator is None else "not_detected"
        if now.items and not now.answers:
            if self.before in _PASSIVE or (x.value.endswith("ed") and self._ends(n)):
                now.answers.append((state, x, n))  # "no mutation was demonstrated"
                return
            if self._speaks_of_them(n) or not self._names_follow(n):
                now.shows = True
                return
        if now.items:
            self._close(n)
        self.now.prefix = (state, x, n)

    def _in_a_cell(self, n: int) -> bool:
        """`KRAS   PCR of exon 2; sequencing of exon 3   wild type`: a semicolon in a cell of a row ends nothing."""
        if not self.now.items or self.now.answers or self.now.items[-1].variants:
            return False
        for place, x in enumerate(self.row[n + 1 :], n + 1):
            if x.kind in {Kind.NAME, Kind.END, Kind.CUE} or x.id == ";":
                return False
            if x.kind is Kind.ANSWER:
                return x.start - self.row[place - 1].end > 1
        return False

    def _headed(self) -> tuple[str, Lexeme, int] | None:
        """The negative that stands before a colon and speaks of no gene yet."""
        now = self.now
        if now.items or now.answers:
            return None
        if now.prefix is not None:
            return (now.prefix[0], now.prefix[1], -1) if now.prefix[0] in NEGATIVE else None
        if now.negator is not None and any(_is_found(x) for x in now.lead):
            return ("not_detected", now.negator[0], -1)
        return None

    def _only_names(self, n: int, *, negative: bool = False) -> bool:
        """Up to the next semicolon: names of genes, and no answer or variant of their own."""
        for x in self.row[n + 1 :]:
            if x.kind is Kind.END or x.id == ";":
                return True
            if negative and x.kind is Kind.ANSWER and x.id in NEGATIVE:
                continue
            if x.kind in {Kind.ANSWER, Kind.VERB, Kind.CUE, Kind.MEASURE} or (
                x.kind is Kind.SCORE and x.detail != "exon"
            ):
                return False
        return True

    def _ends(self, n: int) -> bool:
        following = self.row[n + 1 : n + 2]
        return not following or following[0].kind in {Kind.PUNCT, Kind.END} or following[0].value == "in"

    def _speaks_of_them(self, n: int) -> bool:
        """What was looked for, or an answer, comes before the next name and is not said to be in that one."""
        for place, x in enumerate(self.row[n + 1 :], n + 1):
            if x.kind in {Kind.NAME, Kind.END} or x.id == ";":
                return False
            if x.kind is Kind.ANSWER or _is_found(x):
                into = self.row[place + 1 : place + 4]
                return not (into and into[0].value in {"in", "of", "within"} and any(y.kind is Kind.NAME for y in into))
        return False

    def _other_variant(self, n: int) -> bool:
        """`L858R and no T790M`."""
        following = self.row[n + 1 : n + 2]
        return bool(self.now.items[-1].variants and following) and following[0].id == VARIANT

    def _name_first(self, n: int) -> bool:
        """`…, no ALK rearrangement`: a name comes before anything that an answer could speak of."""
        for x in self.row[n + 1 :]:
            if x.kind is Kind.NAME:
                return True
            if x.kind in {Kind.END, Kind.ANSWER, Kind.VERB} or _is_found(x):
                return False
        return False

    def _answer(self, n: int, x: Lexeme) -> None:
        now, state = self.now, self._state(x)
        if x.value in _COLUMN_WORDS and now.items and self.before != ":":
            return  # "none" or "yes" in a column of drugs
        if not now.items:
            kept = now.prefix is not None and now.prefix[0] in NEGATIVE and state in POSITIVE
            if not kept:  # "no reportable alterations were identified in"
                now.prefix = (state, x, n)
            return
        if now.answers and (state in POSITIVE) != (now.answers[-1][0] in POSITIVE) and self._names_follow(n):
            self._close(n)
            self.now.prefix = (x.id, x, n)
            return
        if now.answers and self._introduces(n):
            self._close(n)
            self.now.prefix = (x.id, x, n)
            return
        now.answers.append((state, x, n))

    def _state(self, x: Lexeme) -> str:
        """The answer, turned round by the negator of its clause."""
        if self.now.negator is None or x.value.startswith(_ALONE):
            return x.id
        if x.id in NEGATIVE:
            return "indeterminate" if x.kind is Kind.ANSWER else x.id
        return _TURNED.get(x.id, x.id)

    def _names_follow(self, n: int) -> bool:
        """A name comes before the next answer, and has none of its own."""
        named = False
        for x in self.row[n + 1 :]:
            if x.kind is Kind.NAME:
                named = True
            elif x.kind is Kind.ANSWER:
                return False
            elif x.kind is Kind.END:
                break
        return named

    def _introduces(self, n: int) -> bool:
        """`mutations detected in EGFR`: the answer speaks of the name behind it."""
        following = self.row[n + 1 : n + 3]
        joined = len(following) == 2 and (following[0].value in {"in", "for"} or following[0].id == ":")
        return joined and following[1].kind is Kind.NAME


def _is_found(x: Lexeme) -> bool:
    """Is it something that a test can show: a variant, a class, a kind of alteration?"""
    return x.kind is Kind.LABEL or (x.kind is Kind.SCORE and x.id in {VARIANT, CLASS})


def general_cues(segment: Segment) -> list[int]:
    return [n for x, n in segment.cues if x.id in {GENERAL, DIRECTIVE}]


def listed(segment: Segment) -> bool:
    """Is the last name joined to those before it by a word, not by a comma alone?"""
    return len(segment.items) < 2 or segment.items[-1].joined in _JOINING
