"""One variant in several forms: `c.34G>T (p.G12C)` is one, `L858R and T790M` are two."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.reading.lexicon import Lexeme
from reports.reading.variants import FUSION

_THREE = dict(
    zip(
        re.findall("...", "AlaArgAsnAspCysGlnGluGlyHisIleLeuLysMetPheProSerThrTrpTyrValTer"),
        "ARNDCQEGHILKMFPSTWYV*",
        strict=True,
    )
)
_ACIDS = re.compile("|".join(_THREE), re.IGNORECASE)


def comparable(printed: str) -> str:
    """One form for p.(Gly12Asp), p.G12D and G12D; for an exon event its number and kind."""
    plain = re.sub(r"^\[?p\.|[()\s\[\]]", "", printed, flags=re.IGNORECASE)
    if _ACIDS.search(plain) and any(map(str.isdigit, plain)) and "exon" not in plain.lower():
        plain = _ACIDS.sub(lambda acid: _THREE[acid.group().capitalize()], plain)
    return plain.lower().replace("::", "-").replace("deletions", "deletion").replace("insertions", "insertion")


def variants_in(found: Sequence[Lexeme], text: str) -> list[list[Lexeme]]:
    """Forms of one variant together: `c.34G>T (p.G12C)` is one, `L858R and T790M` are two."""
    groups: list[list[Lexeme]] = []
    for lexeme in found:
        home = next((group for group in groups if _same(group, lexeme, text)), None)
        if home is None:
            groups.append([lexeme])
        elif not any(
            comparable(one.value) == comparable(lexeme.value) and len(one.value) == len(lexeme.value) for one in home
        ):
            home.append(lexeme)
    return groups


def _same(group: Sequence[Lexeme], lexeme: Lexeme, text: str) -> bool:
    last = group[-1]
    if any(comparable(one.value) == comparable(lexeme.value) for one in group):
        return True
    if lexeme.detail in {one.detail for one in group} or lexeme.detail.startswith(FUSION) != last.detail.startswith(
        FUSION
    ):
        return False
    between = text[last.end : lexeme.start].lower()
    return (
        not any(word in between for word in (" and ", "+", ";", " or "))
        and "\n\n" not in between
        and not ("exon" in {lexeme.detail, last.detail} and "," in between)
    )
