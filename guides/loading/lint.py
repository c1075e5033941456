"""Plain language: words that no text may use, sentences that are too long, pages that are too hard to read.

English only; another language brings its own rules when it comes. The words stand in content/lint.yaml.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from guides.loading import readability, schema
from guides.loading.content import Content
from guides.loading.guide_checks import problem
from guides.loading.problems import Problem
from guides.loading.texts import Text, english

SENTENCE_WORDS = 30
GRADED_WORDS = 80  # a grade of fewer words says nothing
_FIGURE = re.compile(r"\d|\bpercent\b|\bin (?:ten|100)\b|\bhalf\b")


def check(content: Content) -> Iterator[Problem]:
    if content.lint is None:
        return
    rules: schema.Lint = content.lint.entry
    texts = list(english(content))
    banned = [(_any(entry.words), entry.instead) for entry in rules.banned]
    survival = _any(rules.survival)
    for text in texts:
        yield from _words(text, banned)
        yield from _sentences(text, survival)
    yield from _grades(texts, known_words(content))
    yield from _whom_to_ask(content, _any(rules.whom_to_ask))


def known_words(content: Content) -> frozenset[str]:
    """Words that count as easy: those of lint.yaml, and all that the glossary explains."""
    said = [*content.lint.entry.known_words] if content.lint else []
    if "en" in content.glossaries:
        said += [term.term for term in content.glossaries["en"].entry]
    return frozenset(word.lower() for text in said for word in readability.words(text))


def grades(content: Content) -> dict[str, float]:
    """File → grade of its running text."""
    known = known_words(content)
    return {file: readability.grade(blocks, known) for file, blocks in _blocks(english(content)).items()}


def _any(words: list[str]) -> re.Pattern[str]:
    # Longest first, so that the message names the whole phrase. A space may be a line break.
    escaped = (re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(escaped)})(?![\w-])", re.IGNORECASE)


def _words(text: Text, banned: list[tuple[re.Pattern[str], str]]) -> Iterator[Problem]:
    for pattern, instead in banned:
        for found in pattern.finditer(text.text):
            line = text.line + text.text.count("\n", 0, found.start())
            said = " ".join(found.group().split())
            yield Problem(text.file, line, text.field, f"'{said}' is not used here: {instead}")


def _sentences(text: Text, survival: re.Pattern[str]) -> Iterator[Problem]:
    for block in readability.prose(text.text):
        for sentence in readability.sentences(block):
            line = text.line + _offset(text.text, sentence)
            words = len(readability.words(sentence))
            if words > SENTENCE_WORDS:
                message = f"a sentence has {words} words, at most {SENTENCE_WORDS}: '{sentence[:40]}…'"
                yield Problem(text.file, line, text.field, message)
            if survival.search(sentence) and _FIGURE.search(sentence):
                message = f"a figure on survival needs a part that the reader opens: '{sentence[:40]}…'"
                yield Problem(text.file, line, text.field, message)


def _offset(text: str, sentence: str) -> int:
    """Lines down to the sentence; it has lost its line breaks and signs, so its first words are looked for."""
    first = re.escape(" ".join(sentence.split()[:3])).replace(r"\ ", r"\s+")
    found = re.search(first, text)
    return text.count("\n", 0, found.start()) if found else 0


def _blocks(texts: Iterator[Text] | list[Text]) -> dict[str, list[str]]:
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    for text in texts:
        if text.is_prose:
            blocks[text.file].extend(readability.prose(text.text))
    return blocks


def _grades(texts: list[Text], known: frozenset[str]) -> Iterator[Problem]:
    for file, blocks in _blocks(texts).items():
        if sum(len(readability.words(block)) for block in blocks) < GRADED_WORDS:
            continue
        grade = readability.grade(blocks, known)
        if grade > readability.MAX_GRADE:
            message = (
                f"reads at grade {grade:.1f}, at most {readability.MAX_GRADE:.0f}: use shorter sentences and words"
            )
            yield Problem(file, 1, "text", message)


def _whom_to_ask(content: Content, whom: re.Pattern[str]) -> Iterator[Problem]:
    for file in content.markers.values():
        for place, value in enumerate(file.entry.values):
            if not whom.search(value.next["en"]):
                yield problem(file, ("values", place, "next"), "must say whom to ask")
