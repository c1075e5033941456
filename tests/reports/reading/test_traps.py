"""Made-up lines that look like results and are none, and later results that replace earlier ones.

Each line stands in a small report, before, between or behind its results. The rows that the reader still falls for are
counted, not hidden: their number may only fall.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reports.reading.findings import NO_RESULT, Context
from reports.reading.reader import read
from tests.reports.reading.facts_of import plain
from tests.reports.reading.rules import VOCABULARY

FOLDER = Path(__file__).parent / "traps"
PARTS = (
    "SURGICAL PATHOLOGY REPORT\nPatient: made up   Accession: X24-100\n",
    "FINAL DIAGNOSIS:\nBreast, left, core biopsy:\n- Invasive ductal carcinoma.\n",
    "MICROSCOPIC DESCRIPTION:\nSections show a carcinoma that grows in cords.\n",
)
REPORT = (
    "SURGICAL PATHOLOGY REPORT\n\nFINAL DIAGNOSIS:\nBreast, left, lumpectomy:\n- Invasive ductal carcinoma, Nottingham "
    "grade 2.\n- Margins negative.\n- Lymphovascular invasion not identified.\n- pT1c.\n\nBIOMARKERS:\nER: positive "
    "(90%)\nPR: positive (40%)\nHER2 IHC: equivocal (2+)\nMLH1: intact\n"
)
NEW = "ER: negative (0%)\nMLH1: loss\nLymphovascular invasion: present.\nNottingham grade 3."
OLD = {("ER", "positive"), ("MLH1", "intact"), ("LVI", "negative"), ("GRADE", "2")}
KNOWN = {"rule_out": 0, "history": 0, "scales": 2, "templates": 1, "statements": 0, "amendments": 2}


def said(text: str) -> set[tuple[str, str]]:
    found = read(text, VOCABULARY).findings
    mine = [f for f in found if f.context is Context.CURRENT and f.status not in NO_RESULT]
    named = {(f"{f.marker}:{f.specimen}", f.status.value) for f in mine if f.specimen}
    return named | {(f.marker, f.value if f.status.value == "reported" else f.status.value) for f in mine}


BARE = said("\n".join(PARTS))


def rows(name: str) -> list[Any]:
    return list(plain(FOLDER / f"{name}.yaml")["rows"])


def fallen_for(name: str) -> list[str]:
    bad = []
    for n, row in enumerate(rows(name)):
        place = 1 + n % 3
        text = "\n".join([*PARTS[:place], f"{row}\n", *PARTS[place:]])
        if {mark for mark, _ in said(text)} - {mark for mark, _ in BARE}:
            bad.append(row)
    return bad


@pytest.mark.parametrize("name", ["rule_out", "history", "scales", "templates", "statements"])
def test_no_result_is_taken_from_what_is_none(name: str) -> None:
    bad = fallen_for(name)
    assert len(bad) <= KNOWN[name], bad


@pytest.mark.parametrize(("line", "mark", "answer"), plain(FOLDER / "results.yaml")["rows"])
def test_what_looks_like_a_trap_and_is_a_result(line: str, mark: str, answer: str) -> None:
    assert (mark, answer) in said("\n".join([*PARTS[:2], f"{line}\n", *PARTS[2:]]))


@pytest.mark.parametrize("heading", plain(FOLDER / "amendments.yaml")["headings"])
def test_result_under_a_heading_of_amendment_replaces_the_old_one(heading: str) -> None:
    assert not said(f"{REPORT}\n{heading}\n{NEW}\n") & OLD


def test_changes_in_running_text() -> None:
    bad = []
    for row in rows("amendments"):
        found = said(row["text"].replace("{report}", REPORT))
        if found & set(row.get("not", {}).items()) or set(row.get("found", {}).items()) - found:
            bad.append(row["text"])
    assert len(bad) <= KNOWN["amendments"], bad
