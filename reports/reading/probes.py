"""Whose test a bare "FISH" or "ISH" is: that of HER2, which was named before, or of another probe named beside it."""

from __future__ import annotations

import re

from reports.reading.lexicon import Lexeme

REACH = 1500  # characters after which a bare "FISH" no longer means the HER2 named before
_OTHER_TESTS = re.compile(
    r"\b(?:ALK|ROS1|RET|MET|EGFR|NTRK[1-3]?|BRAF|KRAS|TP53|MDM2|FGFR[1-4]|PD-?\s?L1|1p|19q|(?:C-?)?MYC|BCL[26]|MLH1|MSH[26]"
    r"|PMS2|EBER[12]?|EBV|EBNA|HPV|HHV-?8|CMV|kappa|lambda|albumin|EWSR1|SS18|DDIT3|CDK4|FUS|ETV6|PDGFB|USP6|MAML2|TFE3"
    r"|CCND1|TOP2A|CLDN18|CDKN2A|p16|9p21|calcitonin|telomere)\b",
    re.IGNORECASE,
)
_OTHER_PROBE = re.compile(r"(?<![A-Za-z0-9])(?!D-|DC-|DUAL-|BD-|C-|S-|RE-)[A-Z][A-Z0-9]{1,7}-$")  # "XYZ-ISH"
_OWN_PROBE = re.compile(r"HER|ERBB|NEU|IHC|CEP|DUAL", re.IGNORECASE)
_SENT_FOR = re.compile(r"\bfor\s{1,2}(?:[A-Z]{1,4}-)?$", re.IGNORECASE)  # "forwarded to the laboratory for FISH"
_SAYS_LITTLE = frozenset(
    [
        "gene",
        "status",
        "result",
        "results",
        "reflex",
        "testing",
        "tested",
        "test",
        "amplification",
        "amplified",
        "amplify",
        "not",
        "non",
        "negative",
        "positive",
        "equivocal",
        "overall",
        "final",
        "confirmatory",
        "confirmed",
        "confirmation",
        "performed",
        "done",
        "was",
        "were",
        "has",
        "been",
        "for",
        "the",
        "and",
        "tumor",
        "tumour",
        "oncogene",
        "additional",
        "subsequent",
        "follow",
        "repeat",
        "repeated",
        "addendum",
        "concurrent",
        "protein",
        "neu",
        "copy",
        "number",
        "assay",
        "analysis",
        "study",
        "studies",
        "dual",
        "probe",
        "color",
        "colour",
        "chromogenic",
        "silver",
        "fluorescence",
        "fluorescent",
        "reported",
        "interpretation",
        "score",
        "scores",
        "block",
        "specimen",
        "this",
        "case",
        "sent",
        "see",
        "ihc",
        "her",
        "erbb",
        "carcinoma",
        "invasive",
        "breast",
        "evaluated",
        "evaluation",
        "assessment",
        "assessed",
        "evidence",
        "present",
    ]
)
_AFTER = 60  # characters behind "FISH" in which its probe is named: "FISH for MYC", "CISH (kappa)"


def of_another_probe(text: str, method: Lexeme) -> bool:
    """`EBV (EBER-ISH)`, `FISH for MYC`: no word on HER2."""
    before = words_before(text, method.start)
    if _OTHER_TESTS.search(before):
        return True
    words = set(re.findall(r"[a-z]{3,}", before.lower()))
    if method.id == "HER2_ISH" and not words <= _SAYS_LITTLE and not _SENT_FOR.search(before):
        return True
    joined = _OTHER_PROBE.search(before)
    if joined and not _OWN_PROBE.search(joined.group()):
        return True
    after = re.split(r"[.;:,\n]|\s-\s", text[method.end : method.end + _AFTER], maxsplit=1)[0]
    return _OTHER_TESTS.search(after) is not None and not _OWN_PROBE.search(after)


def words_before(text: str, start: int) -> str:
    """What stands before a word in its own line and sentence."""
    piece = text[max(0, start - REACH) : start].rpartition("\n")[2]
    return re.split(r"[.;]\s", piece)[-1]
