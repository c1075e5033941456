"""What one unit says of which gene: names in a list, the answer before or behind them, and what stands between.

An answer belongs to the names before it that have none yet, else to the names behind it. A negator turns the answers
of its clause round. Nothing is accepted or refused here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reports.reading.gene_lookahead import (
    answered_later,
    ends,
    in_a_cell,
    introduces,
    is_found,
    name_first,
    names_follow,
    only_names,
    speaks_of_them,
)
from reports.reading.gene_segments import NEGATIVE, POSITIVE, TURNED, Item, Segment
from reports.reading.gene_terms import DOUBLE, NEGATOR, SHOWS
from reports.reading.lexicon import Kind, Lexeme
from reports.reading.variants import FUSION, VARIANT

_COLUMN_WORDS = frozenset(["none", "nil", "yes"])
_ALONE = ("none", "nil", "nothing")  # negative by themselves: "no mutation, notably none in KRAS"
_SAYS = frozenset([":", "=", "-", "|", "is", "are", "was", "were"])
_LISTING = frozenset(["and", "or", "nor", "&", "/", ",", "+", "-", "("])
_JOINED = frozenset([",", "and", "but", "or", "(", "-"])
_ACTIVE = frozenset(["found", "detected", "identified", "seen", "observed", "noted", "demonstrated"])
_BRINGING = frozenset(["found", "seen", "observed", "noted", "demonstrated"])
_PASSIVE = frozenset(["is", "are", "was", "were", "been", "be"])


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
        now = self.now
        waits = bool(now.items) and not now.answers and not now.items[-1].variants
        if x.id == ";" and waits and in_a_cell(self.row, n):
            return
        if x.kind is Kind.END or x.id == ";":
            self.clause += 1
            self._close(n)
            self.dead = False
            if x.kind is Kind.END:
                self.head = None
                if x.value == "but" and self.verb:
                    self.now.prefix = ("detected", self.verb[1], n)  # "showed no EGFR mutation but a KRAS mutation"
            elif self.head and only_names(self.row, n):
                self.now.prefix = self.head
        elif x.kind is Kind.CUE and x.id == DOUBLE:
            self._close(n)
            self.dead = True
            if x.value.startswith("no "):
                self.now.negator = (x, n)
        elif self.dead:
            if x.id == ":" and only_names(self.row, n, negative=True):  # "no other alterations in tier I: KRAS, BRAF"
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
        if new and now.items and now.answers and now.items[-1].variants and answered_later(self.row, n):
            self._close(n)
            now = self.now
        if now.items:
            now.items[-1].take(x)
        else:
            now.lead.append(x)
        if now.shows and not now.answers and now.negator is None and (is_found(x)):
            now.answers.append(("detected", x, n))

    def _cue(self, n: int, x: Lexeme) -> None:
        if x.id == NEGATOR:
            now = self.now
            if x.value == "no" and now.items and not now.answers and self.before == ":" and ends(self.row, n):
                now.answers.append(("not_detected", x, n))  # "EGFR mutation: no, KRAS mutation: yes"
                return
            if self._found_nothing(n):
                now.answers.pop()
            joins = now.shows or (self.before in _JOINED and x.value != "nor")
            if now.items and (now.answers or (joins and (name_first(self.row, n) or self._other_variant(n)))):
                self._close(n)
            prefix = self.now.prefix
            if prefix and not self.now.items and prefix[2] >= 0 and prefix[0] in POSITIVE:
                self.now.prefix, self.verb = None, prefix  # "showed no mutation in", "we found no mutation in"
            if self.now.negator is None:
                self.now.negator = (x, n)
        else:
            self.now.cues.append((x, n))

    def _found_nothing(self, n: int) -> bool:
        """`In KRAS and NRAS we found no mutation`: what was found is nothing."""
        answers = self.now.answers
        if not answers or answers[-1][2] != n - 1 or answers[-1][1].value not in _ACTIVE:
            return False
        return not name_first(self.row, n) and not ends(self.row, n)

    def _prefix(self, n: int, x: Lexeme) -> None:
        now = self.now
        if x.id == SHOWS:
            self._shows(n, x)
            return
        theirs = self.before in _SAYS or not names_follow(self.row, n) or speaks_of_them(self.row, n)
        if now.items and not now.answers and theirs:
            now.answers.append((self._state(x), x, n))
            return
        if now.items:
            self._close(n)
        self.now.prefix = (self._state(x), x, n)

    def _shows(self, n: int, x: Lexeme) -> None:
        """A verb that says nothing yet: what it shows of the names before it, or of those behind it, is the answer."""
        now, state = self.now, "detected" if self.now.negator is None else "not_detected"
        if not now.items and now.prefix and now.prefix[0] in NEGATIVE and self._only_between(now.prefix[2], n):
            return  # "none of the following genes showed a mutation"
        if now.items and not now.answers:
            if self.before in _PASSIVE or (x.value.endswith("ed") and ends(self.row, n)):
                now.answers.append((state, x, n))  # "no mutation was demonstrated"
                return
            if speaks_of_them(self.row, n) or not names_follow(self.row, n):
                now.shows = True
                return
        if now.items:
            self._close(n)
        self.now.prefix = (state, x, n)

    def _only_between(self, first: int, n: int) -> bool:
        """Nothing but words that say nothing from the place `first` to `n`."""
        return all(x.kind is Kind.NEUTRAL for x in self.row[first + 1 : n])

    def _found_as(self, n: int) -> bool:
        """`was found to be wild type`, `found unmutated`: the verb only brings the answer."""
        _, word, place = self.now.answers[-1]
        if word.value not in _BRINGING or not self._only_between(place, n):
            return False
        return all(b.start - a.end <= 1 for a, b in pairwise(self.row[place : n + 1]))

    def _headed(self) -> tuple[str, Lexeme, int] | None:
        """The negative that stands before a colon and speaks of no gene yet."""
        now = self.now
        if now.items or now.answers:
            return None
        if now.prefix is not None:
            return (now.prefix[0], now.prefix[1], -1) if now.prefix[0] in NEGATIVE else None
        if now.negator is not None and any(is_found(x) for x in now.lead):
            return ("not_detected", now.negator[0], -1)
        return None

    def _other_variant(self, n: int) -> bool:
        """`L858R and no T790M`."""
        following = self.row[n + 1 : n + 2]
        return bool(self.now.items[-1].variants and following) and following[0].id == VARIANT

    def _answer(self, n: int, x: Lexeme) -> None:
        now, state = self.now, self._state(x)
        if x.value in _COLUMN_WORDS and now.items and self.before != ":" and not self._nothing_beside(n):
            return  # "none" or "yes" in a column of drugs
        if not now.items:
            kept = now.prefix is not None and now.prefix[0] in NEGATIVE and state in POSITIVE
            if not kept:  # "no reportable alterations were identified in"
                now.prefix = (state, x, n)
            return
        if now.answers and self._found_as(n):
            now.answers[-1] = (state, x, n)
            return
        if now.answers and (state in POSITIVE) != (now.answers[-1][0] in POSITIVE) and names_follow(self.row, n):
            self._close(n)
            self.now.prefix = (x.id, x, n)
            return
        if now.answers and introduces(self.row, n):
            self._close(n)
            self.now.prefix = (x.id, x, n)
            return
        now.answers.append((state, x, n))

    def _nothing_beside(self, n: int) -> bool:
        """`BRAF V600E   none`: right behind what was looked for, and the last that the row says of it."""
        before = next((b for b in reversed(self.row[:n]) if b.id not in {"-", "|", "(", ")"}), None)
        if before is None or self.row[n].value not in _ALONE or not (before.kind is Kind.NAME or is_found(before)):
            return False
        for x in self.row[n + 1 :]:
            if x.kind in {Kind.NAME, Kind.END}:
                return True
            if x.kind in {Kind.SCORE, Kind.ANSWER, Kind.MEASURE}:
                return False
        return True

    def _state(self, x: Lexeme) -> str:
        """The answer, turned round by the negator of its clause."""
        if self.now.negator is None or x.value.startswith(_ALONE):
            return x.id
        if x.id in NEGATIVE:
            return "indeterminate" if x.kind is Kind.ANSWER else x.id
        return TURNED.get(x.id, x.id)
