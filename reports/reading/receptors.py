"""ER, PR, HER2 and Ki-67: from lines to answers. Joins statements, mentions, contexts and decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports.reading import her2, her2_answers, her2_overall, her2_places
from reports.reading.assertion import UNFINISHED, Claim, decide_receptor, decide_share
from reports.reading.contexts import context_of, is_row, surroundings, without_borders
from reports.reading.document import is_genomic
from reports.reading.findings import Context
from reports.reading.found import Found
from reports.reading.in_situ import with_in_situ
from reports.reading.lexicon import Kind, Lexeme, lexemes
from reports.reading.measures import numbers
from reports.reading.mentions import Mention, mentions
from reports.reading.negation import with_negations
from reports.reading.owners import with_owners
from reports.reading.probes import REACH, of_another_probe, words_before
from reports.reading.reconcile import Answer, reconcile
from reports.reading.shapes import Shape
from reports.reading.statement import Statement
from reports.reading.statements import statements
from reports.reading.symbols import with_symbols
from reports.reading.text import Prepared
from reports.reading.vocabulary import RECEPTORS, TRIPLE, Vocabulary
from reports.reading.walk import Said, walk
from reports.reading.withdrawn import withdrawn_tests

_HER2 = {"HER2", "HER2_IHC", "HER2_ISH"}
# What may hold the name of HER2 in its own words: "HER2/CEP17 ratio: 1.2", "no evidence of HER2 gene amplification".
_NAMED_INSIDE = {(Kind.MEASURE, "ratio"), (Kind.MEASURE, "copy_number"), (Kind.ANSWER, "amplified")}
_NAMED_INSIDE |= {(Kind.ANSWER, "not_amplified"), (Kind.SCORE, "score")}
_LETTER = re.compile(r"[A-Za-z]")


def read_receptors(prepared: Prepared, vocabulary: Vocabulary) -> Found:
    text = prepared.text
    row = lexemes(text, prepared.words, vocabulary.book, numbers(text, vocabulary.patterns))
    row = with_negations(row, vocabulary.negators)
    row = with_symbols(text, with_in_situ(text, row))
    row = [_with_value(text, lexeme) for lexeme in _named(text, row, vocabulary)]
    strict = is_genomic(prepared.flat, vocabulary.document)

    def read(statement: Statement, carried: Context) -> Said | None:
        return None if strict and not is_row(statement) else _read(statement, carried, vocabulary)

    claims, unsettled = walk(prepared, statements(prepared, row, vocabulary.words), read)
    claims = with_owners(claims, prepared, vocabulary.owners)
    claims = her2_overall.counted_together(claims, vocabulary.her2)
    return Found(tuple(_answers(claims, vocabulary)), tuple(claims), tuple(unsettled))


def _read(statement: Statement, carried: Context, vocabulary: Vocabulary) -> tuple[list[Claim], list[tuple[str, int]]]:
    """What one statement claims, and the names that it leaves without a value."""
    claims: list[Claim] = []
    unsettled: list[tuple[str, int]] = []
    parts = [part for mention in mentions(statement, vocabulary.words) for part in _parts(mention)]
    worth = (Shape.NAMES, "KI67")  # a bare label may be worth a line under "unread"; Ki-67 may be only a word
    parts = [p for p in parts if p.valued or p.torn or statement.shape in worth or p.name.id in worth]
    if not parts:
        return claims, unsettled
    around = surroundings(parts[0].statement)
    for part in parts:
        part = without_borders(part, around)
        context = context_of(part, around, carried)
        if context is None:
            continue
        decided = [claim.at(context=context) for claim in _decide(part, vocabulary)]
        claims += decided
        bare = part.torn or part.valued or statement.shape is Shape.NAMES
        if not decided and bare and part.name.id in {*RECEPTORS, TRIPLE}:
            unsettled.append((part.name.id, part.name.start))
    return claims, unsettled


def _with_value(text: str, lexeme: Lexeme) -> Lexeme:
    if lexeme.kind is Kind.MEASURE and not lexeme.value:
        return lexeme._replace(value=text[lexeme.start : lexeme.end])
    return lexeme


def _named(text: str, row: Sequence[Lexeme], vocabulary: Vocabulary) -> Iterator[Lexeme]:
    """A bare `FISH` or `IHC:` names the HER2 test where HER2 stands before it but not in its own line."""
    last_her2 = len(text)
    for n, lexeme in enumerate(row):
        if lexeme.kind is Kind.WORD or lexeme.kind is Kind.PUNCT:
            yield lexeme
            continue
        if lexeme.kind is Kind.NAME and lexeme.id in _HER2:
            last_her2 = lexeme.start
        if (lexeme.kind, lexeme.id) in _NAMED_INSIDE:
            printed = text[lexeme.start : lexeme.end].lower()
            apart = text[last_her2 : lexeme.start] if lexeme.start - last_her2 < REACH else ""
            named = "her" in printed or "erbb" in printed
            if named and (
                "\n" in apart or ". " in apart or not apart or lexeme.kind is Kind.SCORE
            ):  # "HER2/CEP17 ratio: 1.2" names its marker itself
                test = "HER2_IHC" if lexeme.kind is Kind.SCORE else "HER2_ISH"
                yield Lexeme(Kind.NAME, test, lexeme.start, lexeme.start + 4)
        near = lexeme.kind is Kind.METHOD and lexeme.start - last_her2 < REACH
        between = text[last_her2 : lexeme.start] if near else ""
        if any(sign in between for sign in ("\n", ". ", ";")):
            following = row[n + 1] if n + 1 < len(row) else None
            short = " ".join(text[lexeme.start : lexeme.end].lower().split()) in vocabulary.short_names
            labelled = (
                following is not None and following.id == ":" and not _LETTER.search(words_before(text, lexeme.start))
            )
            scored = following is not None and following.kind is Kind.SCORE and row[n - 1].id in {".", "concurrent"}
            other = of_another_probe(text, lexeme)
            if other:
                pass  # "ALK FISH: negative" below a line on HER2
            elif (lexeme.id == "HER2_ISH" and short) or (lexeme.id == "HER2_IHC" and (labelled or scored)):
                lexeme = lexeme._replace(kind=Kind.NAME)
        yield lexeme


def _parts(mention: Mention) -> Iterator[Mention]:
    """A name that stands for several receptors, as one mention for each of them that it can speak for."""
    name = mention.name
    if name.id == TRIPLE:  # says three things at once, often of a kind of tumor or of an earlier one: left open
        yield replace(mention, answers=[], numbers=[], torn=True)
        return
    if "+" not in name.id:
        yield mention
        return
    answers = {answer.id for answer in mention.answers}
    if answers and (answers <= set(UNFINISHED) or (name.id == "ER+PR" and answers == {"negative"})):
        for marker in name.id.split("+"):
            yield replace(mention, name=name._replace(id=marker), numbers=[])


def _decide(mention: Mention, vocabulary: Vocabulary) -> list[Claim]:
    marker = mention.name.id
    if marker in _HER2:
        return her2.decide_her2(mention, vocabulary.her2)
    if marker == "KI67":
        decided = decide_share(mention, vocabulary.grades)
    elif marker in vocabulary.percents:
        decided = decide_receptor(mention, vocabulary.percents[marker], vocabulary.shares)
    else:
        return []
    return [decided] if decided else []


def _answers(claims: Sequence[Claim], vocabulary: Vocabulary) -> list[Answer]:
    answers = reconcile(her2_answers.without_promises(withdrawn_tests(her2_places.placed(claims))))
    for place in dict.fromkeys((a.claim.context, a.claim.specimen) for a in answers if a.claim.marker in _HER2):
        answers = her2_answers.with_overall(answers, place, vocabulary.her2)
    answers = her2_places.without_ranges(answers, claims)
    return sorted(answers, key=lambda answer: (answer.claim.start, answer.claim.marker))
