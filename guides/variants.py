"""Whether a change as printed is one of those that a value of a marker's file speaks of.

The names of the file are short forms of one change ("L858R", "exon 19 deletion"); `*` stands for any letters
("E746_*del*"), `[0-9]` for a digit. Two changes in one text are none of them: nothing is said of a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

_AMINO_ACIDS = {
    "ala": "a", "arg": "r", "asn": "n", "asp": "d", "cys": "c", "gln": "q", "glu": "e", "gly": "g", "his": "h",
    "ile": "i", "leu": "l", "lys": "k", "met": "m", "phe": "f", "pro": "p", "ser": "s", "thr": "t", "trp": "w",
    "tyr": "y", "val": "v",
}  # fmt: skip
_THREE_LETTERS = re.compile(rf"({'|'.join(_AMINO_ACIDS)})(?=[0-9])|(?<=[0-9])({'|'.join(_AMINO_ACIDS)})(?![a-z])")
_SIGNS = re.compile(r"\bp\.|[()\s]")
_MOST = 80  # letters of a printed change; longer ones are lists or sentences


def covers(names: Iterable[str], printed: str) -> bool:
    """`printed` as in the measure `variant`: "p.L858R", "p.(Leu858Arg)", "exon 19 deletion"."""
    said = _plain(printed)
    if not said or len(said) > _MOST or re.search(r"[,;/+]", said):
        return False
    return any(fnmatchcase(said, _plain(name)) for name in names)


def _plain(text: str) -> str:
    short = _SIGNS.sub("", text.lower())
    return _THREE_LETTERS.sub(lambda found: _AMINO_ACIDS[found.group(1) or found.group(2)], short)
