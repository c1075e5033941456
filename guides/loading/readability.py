"""School grade of an English text after Flesch and Kincaid, counted by rules that are written down here.

Good for a limit, not for a printed grade. Markdown signs, tables and headings do not count.
Syllables: groups of vowels, some pairs counted apart; a silent -e, -es or -ed is none; at least one. Words in capitals
and words that the site explains (`known`) count two: a reader meets them on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Collection

MAX_GRADE = 8.0
_SIGNS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*_`>]|\{[^}]*\}")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?:(?<=[aeiouy])l|[^aeiouyl])e\Z"  # made, whole; not table
    r"|(?:(?<=[aeiouy])l|[^aeiouylsxzcgh]|[^cs]h)es\Z"  # makes; not changes, tables
    r"|[^aeiouydt]ed\Z"  # named; not needed
)
_SPLIT = re.compile(r"(?<![tscgx])i(?:[ao]|e[tn])|(?<![gq])u[ao]|iu")  # two vowels that are spoken apart


def prose(markdown: str) -> list[str]:
    """The blocks of running text: paragraphs and list items, without headings, tables and signs."""
    blocks, current = [], list[str]()
    for line in [*markdown.split("\n"), ""]:
        stripped = line.strip()
        starts_item = re.match(r"([-*+]|\d+\.)\s", stripped)
        if not stripped or starts_item or stripped.startswith(("#", "|", ":")):
            blocks.append(" ".join(current))
            current = []
        if stripped and not stripped.startswith(("#", "|")):
            current.append(re.sub(r"^([-*+]|\d+\.|:)\s+", "", stripped))
    return [_SIGNS.sub(r"\1", block) for block in blocks if block]


def sentences(block: str) -> list[str]:
    return [sentence for sentence in _SENTENCE_END.split(block) if _WORD.search(sentence)]


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def syllables(word: str, known: Collection[str] = ()) -> int:
    plain = word.lower().replace("’", "'").removesuffix("'s")
    if word.isupper() or plain in known or plain.removesuffix("s") in known:
        return min(2, _spoken(plain))
    return _spoken(plain)


def _spoken(plain: str) -> int:
    groups = len(_VOWELS.findall(plain)) + len(_SPLIT.findall(plain))
    return max(1, groups - 1 if groups > 1 and _SILENT.search(plain) else groups)


def grade(blocks: list[str], known: Collection[str] = ()) -> float:
    said = [sentence for block in blocks for sentence in sentences(block)]
    spoken = [word for sentence in said for word in words(sentence)]
    if not spoken:
        return 0.0
    parts = sum(syllables(word, known) for word in spoken)
    return 0.39 * len(spoken) / len(said) + 11.8 * parts / len(spoken) - 15.59
