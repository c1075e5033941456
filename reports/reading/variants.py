"""Variants as laboratories print them: HGVS, short forms, exon events, fusions, allele shares, copies.

Only shapes are known here. Whose variant it is, and whether it was found at all, gene_rows.py decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from reports.reading.lexicon import Kind, Lexeme

VARIANT, VAF, COPIES, PERCENT, FUSION = "variant", "vaf", "copy_number", "percent", "fusion"
CELLS = "cells"
_ACID = (
    "(?:(?i:Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val|Ter)"
    "|[ACDEFGHIKLMNPQRSTVWXY*])"
)
_CHANGE = (
    rf"(?:{_ACID}?(?i:fs)(?:\*|(?i:Ter)|X)?[0-9?]{{0,4}}|(?i:delins){_ACID}{{1,12}}"
    rf"|(?i:del)(?:{_ACID}{{0,12}}(?i:ins){_ACID}{{1,12}}|{_ACID}{{0,8}})"
    rf"|(?i:ins)(?:{_ACID}{{1,12}}|[0-9]{{1,3}})|(?i:dup){_ACID}{{0,8}}|{_ACID}|=)"
)
_PLACE = rf"{_ACID}[0-9]{{1,4}}(?:_{_ACID}[0-9]{{1,4}})?"
_BARE = (
    r"[ACDEFGHIKLMNPQRSTVWY][0-9]{2,4}(?:_[ACDEFGHIKLMNPQRSTVWY][0-9]{2,4})?"
    r"(?:[ACDEFGHIKLMNPQRSTVWYX*](?:/[ACDEFGHIKLMNPQRSTVWY])?|[A-Z]?fs(?:\*|X)?[0-9]{0,3}"
    r"|del(?:ins[A-Z]{1,12}|[A-Z]{0,8})|ins[A-Z]{1,12}|dup)"
)
_THREE = r"(?:Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val)"
_PROTEIN = re.compile(
    rf"(?<![A-Za-z0-9.])(?:[pP]\. ?\(?\[?{_PLACE}{_CHANGE}\]?\)?|{_BARE}"
    rf"|{_THREE}[0-9]{{1,4}}(?:{_THREE}|Ter|\*|fs(?:\*|Ter)?[0-9]{{0,3}})"
    r"|V600(?=\b)|G12(?=\b)|G13(?=\b)|Q61(?=\b))(?![A-Za-z0-9])(?!-[0-9])"
)
_CODING = re.compile(
    r"(?<![A-Za-z0-9])[cC]\. ?[0-9*\-][0-9_+\-*?]{0,30}"
    r"(?:[ACGT]{1,20}>[ACGT]{1,20}|delins[ACGT]{1,40}|del[ACGT0-9]{0,40}(?:ins[ACGT]{1,40})?|dup[ACGT0-9]{0,40}|ins[ACGT0-9]{1,40})"
)
_EXON = (
    r"(?:exons?|ex\.?|e)[ -]?(?P<number>[0-9]{1,2})(?:-[0-9]{1,2})?[ -]?(?:in-?frame |activating )?"
    r"(?:deletions?|del|insertions?|ins|skipping|skip|splice(?:[ -]site)?(?: (?:mutation|variant|alteration))?"
    r"|duplications?)"
    r"(?:[ -](?:variant|alteration))?"
)
_EXONS = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_EXON}"
    r"|(?:in-?frame )?(?:deletion|insertion|skipping|duplication)s? (?:in|of|within) exon [0-9]{1,2}"
    r"|(?:MET ?)?ex14|exon ?[0-9]{1,2}del|ex[0-9]{1,2}del|viii|EGFRvIII)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_GENE = r"[A-Z][A-Z0-9]{1,9}(?:orf[0-9]{1,3})?"
_FUSION = re.compile(rf"(?<![A-Za-z0-9\-])(?P<one>{_GENE})(?P<sign> ?:: ?|-{{1,2}}|/)(?P<other>{_GENE})(?![A-Za-z0-9])")
_NUMBER = r"(?P<value>[0-9]{1,4}(?:[.,][0-9]{1,3})?)"
_VAF = re.compile(
    r"(?<![A-Za-z])(?:vaf|maf|mutant allele (?:frequency|fraction)"
    r"|variant allele (?:frequency|fraction|fractions|freq\.?)"
    r"|allele (?:frequency|fraction|freq\.?)|variant (?:frequency|fraction)|allelic (?:frequency|fraction)"
    r"|allele burden"
    r"|(?:% ?)?cfdna(?: %)?)(?: ?\((?:%|vaf|vaf, %|% vaf)\))?(?: of| is| was| at|,)?[ :=~]{0,6}"
    r"(?:approximately |approx\.? |about )?"
    rf"{_NUMBER} ?(?P<unit>%)?(?! ?[-/] ?[0-9])",
    re.IGNORECASE,
)
_SHARE = re.compile(
    rf"(?<![0-9.<>=~A-Za-z/\-]){_NUMBER} ?%(?: (?:vaf|allele fraction|allele frequency|cfdna))?", re.IGNORECASE
)
_OF_CELLS_BEFORE = re.compile(
    r"(?:content|cellularity|purity|nuclei|cells?|sensitivity|cut-?off|threshold|limit|detection|tumou?r"
    r"|tumou?r fraction|coverage|neoplastic)[ :=(~]{0,4}(?:of |is |was |approx\.? |approximately |about )?[~<>= ]{0,2}$"
)
_OF_CELLS_BEHIND = re.compile(
    r" ?(?:of (?:the |all )?)?(?:tumou?r|neoplastic|malignant|cancer|nuclei|cells|cut|sensitivity|of cells)"
)
_COPY_LABEL = re.compile(
    r"(?:copy[ -]number|copies|(?<![A-Za-z])cn|average copies per cell)(?: gain| estimate| \(cn\))?(?: of| is| was|,)?"
    rf"[ :=~]{{0,6}}"
    rf"(?:approximately |about )?{_NUMBER}(?! ?%)(?![0-9]?\+)",
    re.IGNORECASE,
)
_COPY_AFTER = re.compile(rf"(?<![0-9.A-Za-z]){_NUMBER} copies\b", re.IGNORECASE)
_NUMBERS = (  # each with what a text must hold for it, in small letters
    (VAF, _VAF, ("vaf", "maf", "allel", "variant f", "cfdna")),
    (COPIES, _COPY_LABEL, ("copy", "copies", "cn")),
    (COPIES, _COPY_AFTER, ("copies",)),
    (PERCENT, _SHARE, ("%",)),
)
_REACH = 30
_MOST_COPIES = 1000
_LONGEST = 60  # characters of a variant in several forms


@dataclass(frozen=True, slots=True)
class FusionNames:
    """Which side of "EML4-ALK" names a marker, and which words are partners."""

    markers: dict[str, tuple[str, str]]  # printed gene → marker, sub name
    partners: frozenset[str]  # partners without a digit in their name
    words: frozenset[str]  # capitals that are no gene: "NON-ALK", "ALK-POSITIVE"


def find_variants(text: str, fusions: FusionNames) -> list[Lexeme]:
    """Every variant, fusion, allele share and copy number, sorted and apart."""
    found: list[Lexeme] = []
    lowered = text.lower()
    for kind, pattern in (("protein", _PROTEIN), ("coding", _CODING), ("exon", _EXONS)):
        if kind != "coding" or "c." in lowered:
            found += [_variant(match, kind) for match in pattern.finditer(text)]
    found += _fusions(text, fusions)
    for id_, pattern, needs in _NUMBERS:
        if not any(word in lowered for word in needs):
            continue
        for match in pattern.finditer(text):
            value = match.group("value")
            if id_ == PERCENT and _of_cells(lowered, match.start(), match.end()):
                found.append(Lexeme(Kind.MEASURE, CELLS, match.start(), match.end(), value))
                continue
            found.append(Lexeme(Kind.MEASURE, id_, match.start(), match.end(), value, _fit(id_, value)))
    return _apart(found)


def _of_cells(lowered: str, start: int, end: int) -> bool:
    """`70 % tumor`, `sensitivity 1 %`: a share of cells or a limit of the test, and none of alleles."""
    before = _OF_CELLS_BEFORE.search(lowered, max(0, start - _REACH), start)
    return before is not None or _OF_CELLS_BEHIND.match(lowered, end) is not None


def _variant(match: re.Match[str], kind: str) -> Lexeme:
    return Lexeme(Kind.SCORE, VARIANT, match.start(), match.end(), match.group(), kind)


def _fusions(text: str, names: FusionNames) -> Iterable[Lexeme]:
    for match in _FUSION.finditer(text):
        one, sign, other = match.group("one"), match.group("sign").strip(), match.group("other")
        markers = names.markers
        if one not in markers and other not in markers:
            continue
        if sign != "::" and not _is_fusion(one, other, names):
            continue
        if sign == "/" and not re.match(
            r"\W{0,2}(?:gene )?(?:fusion|rearrang|translocation)", text[match.end() :][:30]
        ):
            continue
        marker, sub = markers[other] if other in markers else markers[one]
        yield Lexeme(Kind.NAME, marker, match.start(), match.end(), match.group(), f"{FUSION} {sub}")


def _is_fusion(one: str, other: str, names: FusionNames) -> bool:
    """A marker and a partner; two markers with a dash are a list."""
    sides = [side for side in (one, other) if side not in names.markers]
    if len(sides) != 1:
        return False
    return sides[0] not in names.words and (any(map(str.isdigit, sides[0])) or sides[0] in names.partners)


def _fit(id_: str, value: str) -> str:
    most = _MOST_COPIES if id_ == COPIES else 100
    return "impossible" if float(value.replace(",", ".")) > most else ""


def _apart(found: Collection[Lexeme]) -> list[Lexeme]:
    """Sorted; of two that overlap the longer one of those that begin first."""
    kept: list[Lexeme] = []
    for lexeme in sorted(found, key=lambda x: (x.start, -x.end)):
        if not kept or lexeme.start >= kept[-1].end:
            kept.append(lexeme)
    return kept


def protein_first(variants: Collection[Lexeme], text: str) -> str:
    """One variant in several forms as one measure: the protein change where it is a plain exchange, else all forms."""
    forms = sorted(variants, key=lambda x: x.start)
    proteins = [x for x in forms if x.detail == "protein"]
    plain = [x for x in proteins if "fs" not in x.value and "*" not in x.value and "Ter" not in x.value]
    chosen = plain if plain and not any(x.detail == "exon" for x in forms) else forms
    piece = text[chosen[0].start : chosen[-1].end]
    if (
        "\n" in piece
        or len(piece) > _LONGEST
        or (re.search(r"[a-z]{6,}", piece[: -len(chosen[-1].value)]) and len(chosen) > 1)
    ):
        piece = " ".join(x.value for x in chosen)
    return _closed(" ".join(piece.split()), text[chosen[-1].end : chosen[-1].end + 1])


def _closed(piece: str, following: str) -> str:
    if following == ")" and piece.count("(") > piece.count(")"):
        return piece + ")"
    if piece.count("(") < piece.count(")"):
        return piece.removesuffix(")")
    return piece
