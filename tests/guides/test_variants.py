from __future__ import annotations

import pytest

from guides import variants


@pytest.mark.parametrize(
    ("names", "printed"),
    [
        (["L858R"], "p.L858R"),
        (["L858R"], "p.Leu858Arg"),
        (["L858R"], "p.(Leu858Arg)"),
        (["V600E"], "V600E"),
        (["exon 19 deletion", "E746_*del*"], "p.E746_A750del"),
        (["exon 19 deletion", "E746_*del*"], "p.Glu746_Ala750del"),
        (["exon 19 deletion"], "Exon 19 Deletion"),
        (["G12C"], "G12C"),
    ],
)
def test_the_same_change_in_other_letters(names: list[str], printed: str) -> None:
    assert variants.covers(names, printed)


@pytest.mark.parametrize(
    ("names", "printed"),
    [
        (["L858R"], ""),
        (["L858R"], "L858M"),
        (["L858R"], "L858R, T790M"),  # two changes: a sentence on one of them would leave the other out
        (["L858R"], "L858R and T790M"),
        (["G12C"], "G12CD"),
        (["G12C"], "G12Cys5"),
        (["E746_*del*"], "E746_A750del; T790M"),
        (["E746_*del*"], "E746_" + "a" * 100 + "del"),
        ([], "L858R"),
        (["V600E"], "p.Val600Lys"),
        (["V600E"], "V600"),
    ],
)
def test_any_other_change_is_not(names: list[str], printed: str) -> None:
    assert not variants.covers(names, printed)
