"""A report's text with its look-alike characters made one, and the way back to the original letter by letter.

Every character of the normalised text comes from exactly one character of the original, so each span of it
maps to `original[start:end]`. Nothing here knows a word of medicine except the list of words it may join.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass

# Letters of other scripts that print like Latin ones (M-13). A real Greek or Russian sentence becomes nonsense,
# never a result.
_LOOKALIKES = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеорсухіѕјһӏԌԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧονʀʙɢʜɪʟɴᴀᴇᴋᴍᴏᴘᴛᴜᴠ",
        "ABESIJKMHOPCTYXaeopcyxisjhlGWABEZHIKMNOPTYXovRBGHILNAEKMOPTUV",
        strict=True,
    )
)
_MARKS = {
    **dict.fromkeys("‐‑‒–—―−﹘﹣⁃", "-"),
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("•●▪◦‣∙·○◆►➢", "*"),
    **dict.fromkeys("☐□❏❑▢", "[ ]"),
    **dict.fromkeys("☑☒■✓✔✗✘", "[x]"),
    **dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
    "\t": "  ",
    "≥": ">=",
    "≤": "<=",
    "≧": ">=",
    "≦": "<=",
    "×": "x",
    "⁄": "/",
    "∕": "/",
    "＋": "+",
    "➕": "+",
    "˗": "-",
    "∶": ":",
    "꞉": ":",
}
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
COVERED = "\ufffd"  # stands where the intake took away what no reader of the page sees, or could not read a letter
_ODD = re.compile(r"\r\n|\x1b\[[0-9;]{0,20}[A-Za-z]|[^\n\x20-\x7e]")
_HYPHENATED = re.compile(r"([A-Za-z]{2,20})-[ ]{0,3}\n[ ]{0,12}([A-Za-z]{2,20})")
_SPACED = re.compile(r"(?<![A-Za-z])[A-Za-z](?: [A-Za-z]){3,24}(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Normal:
    """`text[i]` comes from `original[origin[i]]`."""

    text: str
    origin: array[int]
    hidden: tuple[
        int, ...
    ]  # offsets in the original of characters that hide something or turn the direction of writing


def normalise(original: str, words: Collection[str]) -> Normal:
    """Unify characters, drop invisible ones, join the words that a line end or spacing has broken.

    `words` are the lower-case words that may be joined; anything else keeps its break, because a hyphen at a
    line end is as often part of the word (`non-` + `amplified`) as not.
    """
    pieces: list[str] = []
    origin = array("L")
    hidden: list[int] = []
    last = 0
    for odd in _ODD.finditer(original):
        start, end = odd.span()
        pieces.append(original[last:start])
        origin.extend(range(last, start))
        last = end
        new = _replacement(odd.group())
        if odd.group() in BIDI or odd.group() == COVERED:
            hidden.append(start)
        pieces.append(new)
        origin.extend([start] * len(new))
    pieces.append(original[last:])
    origin.extend(range(last, len(original)))
    text = "".join(pieces)
    text, origin = _without(text, origin, _broken_words(text, words))
    return Normal(text, origin, tuple(hidden))


def _replacement(odd: str) -> str:
    if odd == "\r\n":
        return "\n"
    if odd in _MARKS:
        return _MARKS[odd]
    if odd in _LOOKALIKES:
        return _LOOKALIKES[odd]
    if odd.startswith("\x1b") or unicodedata.category(odd) in {"Cf", "Cc", "Mn", "Cs", "Co"}:
        return ""
    plain = unicodedata.normalize("NFKC", odd)
    if plain.isspace():
        return " "
    return "".join(_MARKS.get(c, _LOOKALIKES.get(c, c)) for c in plain)


def _broken_words(text: str, words: Collection[str]) -> Iterable[tuple[int, int]]:
    """Spans to leave out, in order."""
    spans: list[tuple[int, int]] = []
    for split in _HYPHENATED.finditer(text):
        if (split.group(1) + split.group(2)).lower() in words:
            spans.append((split.end(1), split.start(2)))
    for spaced in _SPACED.finditer(text):
        if spaced.group().replace(" ", "").lower() in words:
            spans.extend((i, i + 1) for i in range(spaced.start() + 1, spaced.end(), 2))
    return sorted(spans)


def _without(text: str, origin: array[int], spans: Iterable[tuple[int, int]]) -> tuple[str, array[int]]:
    pieces: list[str] = []
    kept = array("L")
    last = 0
    for start, end in spans:
        pieces.append(text[last:start])
        kept.extend(origin[last:start])
        last = end
    if not pieces:
        return text, origin
    pieces.append(text[last:])
    kept.extend(origin[last:])
    return "".join(pieces), kept
