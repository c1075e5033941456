"""The markers that families read: each has words for every state that the reader of reports can give it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from django.conf import settings

from guides import variants
from guides.loading import marker_schema, tree

CONTENT = tree.read(settings.CONTENT_DIR).content
MARKERS: Mapping[str, marker_schema.Marker] = {name: file.entry for name, file in CONTENT.markers.items()}

CHANGES = (
    "EGFR", "ALK", "ROS1", "RET", "MET", "NTRK", "KRAS", "NRAS", "BRAF", "ERBB2", "PIK3CA", "AKT1", "PTEN", "ESR1",
    "TP53", "BRCA1", "BRCA2", "PALB2", "FGFR2", "FGFR3", "IDH1", "IDH2", "POLE",
)  # fmt: skip
INHERITED_TOO = ("BRCA1", "BRCA2", "PALB2", "TP53", "PTEN", "RET")
# Family → status and value of every entry that each of its markers must have; "" is the general one.
FAMILIES: Mapping[str, tuple[tuple[str, ...], frozenset[tuple[str, str]]]] = {
    "changes": (
        CHANGES,
        frozenset({
            ("detected", ""), ("detected", "pathogenic"), ("detected", "likely pathogenic"), ("not_detected", ""),
            ("reported", "VUS"), ("reported", "likely benign"), ("reported", "benign"),
        }),
    ),
    "yes or no": (("MLH1_METHYLATION", "1P19Q", "MGMT"), frozenset({("detected", ""), ("not_detected", "")})),
    "protein of mismatch repair": (("MLH1", "MSH2", "MSH6", "PMS2"), frozenset({("intact", ""), ("loss", "")})),
    "mismatch repair": (("MMR",), frozenset({("proficient", ""), ("deficient", "")})),
    "microsatellites": (("MSI",), frozenset({("stable", ""), ("high", ""), ("low", "")})),
    "high or low": (("TMB", "MAMMAPRINT"), frozenset({("high", ""), ("low", "")})),
    "number": (("ONCOTYPE",), frozenset({("reported", "")})),
    "stain": (("P16", "CLDN18_2", "FOLR1", "PDL1", "HRD"), frozenset({("positive", ""), ("negative", "")})),
}  # fmt: skip
ROWS = [(marker, needed) for markers, needed in FAMILIES.values() for marker in markers]


@pytest.mark.parametrize(("marker", "needed"), ROWS, ids=[row[0] for row in ROWS])
def test_every_state_is_explained(marker: str, needed: frozenset[tuple[str, str]]) -> None:
    given = [(value.status, value.value) for value in MARKERS[marker].values]
    assert needed <= set(given)
    words = [state for state, value in zip(given, MARKERS[marker].values, strict=True) if not value.all_ranges]
    assert len(words) == len(set(words)), "two entries for one state: neither would be chosen"


def test_every_marker_of_the_contract_has_a_file() -> None:
    genes = {name for name, marker in MARKERS.items() if marker.kind == "gene"}
    assert genes == {*CHANGES, *FAMILIES["yes or no"][0]}


def test_a_change_that_can_be_inherited_leads_to_a_genetic_counselor() -> None:
    for name in INHERITED_TOO:
        marker = MARKERS[name]
        asked = {question.id: question.text["en"] for question in marker.questions}
        for value in marker.values:
            if value.value in {"pathogenic", "likely pathogenic"}:
                said = value.next["en"] + " ".join(asked[question] for question in value.questions)
                assert "genetic counselor" in said, (name, value.id)


def test_a_tumor_test_does_not_rule_out_an_inherited_change() -> None:
    for name in ("BRCA1", "BRCA2", "PALB2"):
        (found,) = [value for value in MARKERS[name].values if value.status == "not_detected"]
        assert "does not rule out an inherited change" in found.meaning["en"]


def test_an_unknown_change_asks_for_no_decision_and_benign_is_not_the_tumor() -> None:
    for name in CHANGES:
        by_value = {value.value: value for value in MARKERS[name].values if value.status == "reported"}
        vus = by_value["VUS"]
        assert re.search(r"not (to base decisions|used to (choose|plan))", vus.next["en"]), name
        for word in ("benign", "likely benign"):
            assert "does not say that the tumor is benign" in by_value[word].meaning["en"]


def test_genes_name_no_medicine() -> None:
    """Which medicine is a talk with the care team. MGMT alone is a test about one of them."""
    ends = "tinib|rasib|parib|fenib|metinib|lisib|sertib|mab|denib|strant|zolomide|taxel"
    medicine = re.compile(rf"\b\w+(?:{ends})\b", re.IGNORECASE)
    named = set()
    for name in (*CHANGES, *FAMILIES["yes or no"][0]):
        for text in (
            MARKERS[name].about,
            *(text for value in MARKERS[name].values for text in (value.meaning, value.next)),
        ):
            named |= {(name, found.group()) for found in medicine.finditer(text["en"])}
    assert named == {("MGMT", "temozolomide")}


@pytest.mark.parametrize(
    ("marker", "printed", "expected"),
    [
        ("EGFR", "p.L858R", "l858r"),
        ("EGFR", "p.(Leu858Arg)", "l858r"),
        ("EGFR", "Exon 19 deletion", "exon-19-deletion"),
        ("EGFR", "exon 19 in-frame deletion", "exon-19-deletion"),
        ("EGFR", "p.E746_A750del", "exon-19-deletion"),
        ("EGFR", "p.Leu747_Pro753delinsSer", "exon-19-deletion"),
        ("EGFR", "p.T790M", "t790m"),
        ("EGFR", "p.D770_N771insSVD", "exon-20-insertion"),
        ("EGFR", "exon 20 insertion", "exon-20-insertion"),
        ("EGFR", "Exon 20 insertion (p.D770_N771insSVD)", "exon-20-insertion"),
        ("EGFR", "Exon 20 insertion p.A763_Y764insFQEA", ""),
        ("EGFR", "p.A763_Y764insFQEA", ""),  # reacts in another way than the rest of exon 20
        ("EGFR", "p.G719S", ""),
        ("EGFR", "amplification", "amplification"),
        ("EGFR", "L858R and T790M", ""),
        ("KRAS", "p.G12C", "g12c"),
        ("KRAS", "p.G12D", ""),
        ("BRAF", "V600E", "v600e"),
        ("BRAF", "p.Val600Lys", "v600k"),
        ("BRAF", "V600", ""),
        ("BRAF", "p.G469A", ""),
        ("MET", "exon 14 skipping", "exon-14-skipping"),
        ("MET", "copy number gain", "amplification"),
        ("ALK", "EML4-ALK", "fusion"),
        ("ALK", "EML4::ALK", "fusion"),
        ("ALK", "p.G1202R", ""),
        ("RET", "KIF5B-RET", "fusion"),
        ("RET", "p.M918T", "mutation"),
        ("NTRK", "ETV6-NTRK3", "fusion"),
        ("NTRK", "p.G595R", ""),
        ("ERBB2", "p.Y772_A775dup", "mutation"),
        ("ERBB2", "amplification", "amplification"),
        ("FGFR2", "FGFR2-BICC1", "fusion"),
        ("FGFR2", "p.S252W", ""),
        ("IDH1", "p.R132H", "r132h"),
        ("IDH1", "p.R132C", ""),
        ("POLE", "p.P286R", "hotspot"),
        ("POLE", "p.A31S", ""),
        ("PTEN", "homozygous deletion", "loss"),
    ],
)  # fmt: skip
def test_a_change_as_printed_finds_its_own_words_or_the_general_ones(marker: str, printed: str, expected: str) -> None:
    fitting = [value.id for value in MARKERS[marker].values if variants.covers(value.variants, printed)]
    assert fitting == ([expected] if expected else [])
