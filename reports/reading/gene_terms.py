"""The words of genes, compiled once from content/: one phrase book of their own and a cheap filter before it.

The phrase book tells nothing apart by the place where a word stands; gene_parse.py does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.reading.gene_signs import with_signs
from reports.reading.headings import heading_key
from reports.reading.lexicon import Kind, Lexeme, PhraseBook, build, lexemes
from reports.reading.owners import OwnerRules, compile_owners
from reports.reading.sieve import Sieve, sieve
from reports.reading.text import Prepared
from reports.reading.variants import FusionNames, find_variants

OTHER, STAIN, LYMPHOID = "OTHER", "STAIN", "LYMPHOID"
NEGATOR, DOUBLE, DIRECTIVE, GENERAL, PAST, PREFIX, CLASS, ZYGOSITY, SHOWS, SENT = (
    "negator", "double", "directive", "general", "historical", "prefix", "class", "zygosity", "shows", "sent",
)  # fmt: skip
_SHORTEST = 4  # letters of another gene's name in small letters
_ESCAPED = re.compile(r"\\\.br\\|\\X0[AD]\\|~(?=[A-Za-z])")  # line ends as HL7 escapes them
_CAPITALS_ONLY = {"MET", "RET", "ALK", "POLE"}  # in small letters these are words
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
_EARLIER = re.compile(
    r"\b(?:biops(?:y|ies)|resection|specimen|material|report|sample|polyp|core|excision|mastectomy|colectomy|slides|tumou?r"
    rf"|cancer|carcinoma|melanoma)\s(?:of|from|in|dated)\s{_YEAR}",
    re.IGNORECASE,
)
_YEARS = re.compile(rf"(?<![0-9]){_YEAR}")
_LOCUS = re.compile(r"(?<![A-Za-z0-9])(?:[0-9]{1,2}|X)[pq][0-9]{2}(?:\.[0-9]{1,2})?(?![A-Za-z0-9])")
_GENE_LIKE = re.compile(r"(?<![A-Za-z0-9\-])[A-Z]{2,6}[0-9]{1,2}[A-Z]{0,2}[0-9]?(?![A-Za-z0-9])")
_PARTNERS = frozenset(
    ["AGK", "EZR", "TFG", "STRN", "LMNA", "GOPC", "CLTC", "TPR", "BCAN", "MYH", "NPM", "SQSTM", "CARS", "TRIM"]
)
_NO_PARTNERS = frozenset(
    ["NON", "ANTI", "PAN", "POSITIVE", "NEGATIVE", "MUTANT", "WILD", "REARRANGED", "FUSION", "FISH", "IHC", "CD30"]
)


@dataclass(frozen=True, slots=True, eq=False)
class GeneRules:
    """Compiled once from content/."""

    filter: Sieve
    names: PhraseBook  # names and nothing else: without one of them no row of lexemes holds a gene
    book: PhraseBook
    fusions: FusionNames
    stains: Mapping[str, str]  # marker → what a stain of its protein says
    panels: Mapping[str, tuple[str, ...]]  # name of a panel → its markers
    sample_words: frozenset[str]
    agreeing: frozenset[str]
    headings: Mapping[str, str]
    heading_words: Mapping[str, re.Pattern[str]]  # in small letters
    origins: Mapping[str, re.Pattern[str]]
    origin_labels: frozenset[str]
    detail_labels: frozenset[str]
    abbreviated: frozenset[str]
    owners: OwnerRules


def compile_genes(rules: Mapping[str, Any]) -> GeneRules:
    """`rules` holds "reading", "context" and "markers", each by file stem."""
    terms, sections = rules["context"]["genes"], rules["context"]["sections"]
    files = [rules["reading"][marker] for marker in MARKERS]
    fusions = _fusion_names(files)
    return GeneRules(
        filter=_filter(files, terms["panels"]),
        names=_name_book(files, terms["panels"], fusions),
        book=_book(files, terms, rules["context"]["cues"]),
        fusions=fusions,
        stains={file["marker"]: file["stain"] for file in files},
        panels={"+".join(panel["markers"]): tuple(panel["markers"]) for panel in terms["panels"]},
        sample_words=frozenset(terms["sample_words"]),
        agreeing=frozenset(terms["agreeing"]),
        headings={heading_key(phrase): zone for zone, phrases in terms["headings"].items() for phrase in phrases},
        heading_words={kind: _beginning(words) for kind, words in terms["heading_words"].items()},
        origins={origin: _any_of(words) for origin, words in terms["origins"].items()},
        origin_labels=frozenset(terms["origin_labels"]),
        detail_labels=frozenset(terms["detail_labels"]),
        abbreviated=frozenset(terms["abbreviated"]),
        owners=compile_owners(sections["owners"], sections["sided"]),
    )


MARKERS: tuple[str, ...] = (
    "EGFR", "ALK", "ROS1", "RET", "MET", "NTRK", "KRAS", "NRAS", "BRAF", "ERBB2", "PIK3CA", "AKT1",
    "PTEN", "ESR1", "TP53",
    "BRCA1", "BRCA2", "PALB2", "MLH1_METHYLATION", "FGFR2", "FGFR3", "IDH1", "IDH2", "1P19Q", "MGMT", "POLE",
)  # fmt: skip


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    body = "|".join(re.escape(word).replace(r"\ ", r"[ \-]{1,3}") for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z])(?:{body})(?![A-Za-z])", re.IGNORECASE)


def _beginning(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, words))})")


def _names(files: Sequence[Mapping[str, Any]], panels: Sequence[Mapping[str, Any]]) -> set[str]:
    """All that names a gene or several, abbreviations too."""
    subs = {name for file in files for names in file.get("subs", {}).values() for name in names}
    own = {name for file in files for name in [*file["names"], *file["abbreviations"]]}
    return own | subs | {word for panel in panels for word in panel["words"]}


def _name_book(
    files: Sequence[Mapping[str, Any]], panels: Sequence[Mapping[str, Any]], fusions: FusionNames
) -> PhraseBook:
    book = PhraseBook()
    book.add([*_names(files, panels), *fusions.markers], Kind.NAME, "gene")
    return book


def _filter(files: Sequence[Mapping[str, Any]], panels: Sequence[Mapping[str, Any]]) -> Sieve:
    """A text that none of these is found in names no gene."""
    exact = {name for file in files for name in file["abbreviations"]}
    exact -= {name for file in files for name in file["names"]}
    return sieve(("named", _filtering(name, exact=name in exact)) for name in sorted(_names(files, panels)))


def _filtering(name: str, *, exact: bool) -> re.Pattern[str]:
    loose = "" if exact else "i"
    body = re.escape(name) if exact else re.escape(name).replace(r"\-", r"-?").replace(r"\ ", r"[\s\-]{1,9}")
    return re.compile(rf"(?<![A-Za-z0-9])(?{loose}:{body})(?![a-z])")


def _fusion_names(files: Sequence[Mapping[str, Any]]) -> FusionNames:
    markers = {gene: (file["marker"], "") for file in files for gene in file["fusions"]}
    markers |= {sub: (file["marker"], sub) for file in files if file["marker"] == "NTRK" for sub in file["subs"]}
    return FusionNames(markers, _PARTNERS, _NO_PARTNERS)


def _book(files: Sequence[Mapping[str, Any]], terms: Mapping[str, Any], cues: Mapping[str, Any]) -> PhraseBook:
    """Of two equal phrases the one added first counts."""
    book = PhraseBook()
    for file in files:
        book.add(file["names"], Kind.NAME, file["marker"])
        book.add(file["abbreviations"], Kind.NAME, file["marker"], exact=True)
        for sub, names in file.get("subs", {}).items():
            book.add(names, Kind.NAME, file["marker"], f"sub {sub}")
    for panel in terms["panels"]:
        book.add(panel["words"], Kind.NAME, "+".join(panel["markers"]), "panel")
    book.add(terms["double"], Kind.CUE, DOUBLE)
    book.add(terms["shows"], Kind.VERB, SHOWS)  # before the answers: "demonstrated"
    build(terms["exact_answers"], book, Kind.ANSWER)  # short forms in capitals; checked in `words_of_genes`
    build(terms["answers"], book, Kind.ANSWER)
    build(terms["prefixes"], book, Kind.VERB, PREFIX)
    for name, phrases in terms["classes"].items():
        book.add(phrases, Kind.SCORE, CLASS, name)
    build(terms["events"], book, Kind.LABEL)
    book.add(terms["zygosity"], Kind.MEASURE, ZYGOSITY)
    build(terms["methods"], book, Kind.METHOD)
    book.add(terms["lymphoid"], Kind.NAME, LYMPHOID)
    book.add(terms["stains"], Kind.NAME, STAIN)
    book.add(terms["genes"], Kind.NAME, OTHER)
    for cue in cues["cues"]:
        if cue["effect"] in {"family", "other_person"}:
            book.add(cue["words"], Kind.CUE, cue["effect"])
    book.add(terms["directive"], Kind.CUE, DIRECTIVE)
    book.add(terms["sent"], Kind.CUE, SENT)
    book.add(terms["general"], Kind.CUE, GENERAL)
    book.add(terms["historical"], Kind.CUE, PAST)
    book.add(terms["ends"], Kind.END, "end")
    book.add(terms["negators"], Kind.CUE, NEGATOR)
    book.add(terms["transparent"], Kind.NEUTRAL, "neutral")
    return book


def words_of_genes(prepared: Prepared, rules: GeneRules) -> list[Lexeme]:
    """All of the text as lexemes of genes."""
    text = prepared.text
    numbers = find_variants(text, rules.fusions)
    numbers += [Lexeme(Kind.END, "end", m.start(), m.end()) for m in _ESCAPED.finditer(text)]
    numbers += [Lexeme(Kind.NEUTRAL, "neutral", m.start(), m.end(), "locus") for m in _LOCUS.finditer(text)]
    numbers += _earlier_years(text)
    row = lexemes(text, prepared.words, rules.book, _with_other_genes(text, numbers, rules))
    row = [x if x.kind is Kind.WORD or x.kind is Kind.PUNCT else _checked(text, x) for x in row]
    return with_signs(row, text)


def _earlier_years(text: str) -> list[Lexeme]:
    """`a biopsy of 2013`: an earlier result, unless it is the year of the report."""
    found = list(_EARLIER.finditer(text))
    if not found:
        return []
    years = [m["year"] for m in _YEARS.finditer(text)]
    newest = max(years)
    past = [m for m in found if m["year"] != newest or years.count(newest) == 1]
    return [Lexeme(Kind.CUE, PAST, m.start("year"), m.end("year")) for m in past]


def _with_other_genes(text: str, numbers: Sequence[Lexeme], rules: GeneRules) -> list[Lexeme]:
    """Capitals with a number that no list holds are some other gene."""
    root = rules.book.root.following
    out = list(numbers)
    taken = {n for lexeme in numbers for n in range(lexeme.start, lexeme.end)}
    for match in _GENE_LIKE.finditer(text):
        first = re.match("[a-z]+", match.group().lower())
        if match.start() not in taken and first and first.group() not in root:
            out.append(Lexeme(Kind.NAME, OTHER, match.start(), match.end()))
    return sorted(out, key=lambda x: x.start)


def _checked(text: str, lexeme: Lexeme) -> Lexeme:
    """Words that count only as they are spelled are plain words otherwise."""
    printed = text[lexeme.start : lexeme.end]
    if lexeme.kind is Kind.NAME and lexeme.id in _CAPITALS_ONLY and printed.islower() and " " not in printed:
        return lexeme._replace(kind=Kind.WORD, id=printed)
    if lexeme.id == OTHER and printed.islower() and len(printed) < _SHORTEST and lexeme.kind is Kind.NAME:
        return lexeme._replace(kind=Kind.WORD, id=printed)  # "kit"
    if lexeme.kind is Kind.ANSWER and printed.lower() in _SHORT and printed != printed.upper():
        return lexeme._replace(kind=Kind.WORD, id=printed.lower())
    if lexeme.kind in {Kind.NEUTRAL, Kind.CUE, Kind.METHOD, Kind.LABEL, Kind.ANSWER, Kind.VERB, Kind.END}:
        return lexeme._replace(value=" ".join(printed.lower().split()))
    return lexeme


_SHORT = {"nd", "nmd", "qns", "ne", "tbd", "na", "nt", "n/a"}
