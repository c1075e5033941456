"""Characters that an editor cannot see, and that no family should be sent: refused, with their code point."""

from __future__ import annotations

import re
import unicodedata

_STACKED = 3  # marks on one letter; real words of Latin scripts need two at most
_PLAIN = re.compile(r"[\t\n\x20-\x7e]*\Z")


def hidden(text: str) -> str:
    """Why this text is refused, or ""."""
    if _PLAIN.match(text):
        return ""
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(character)
        if kind in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"} and character not in "\t\n":
            return f"contains a hidden character (U+{ord(character):04X}); delete it"
        marks = marks + 1 if kind == "Mn" else 0
        if marks >= _STACKED:
            return "has letters with many marks stacked on them; type the word again"
    return ""
