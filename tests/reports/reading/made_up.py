"""Reports made by chance: the same answers in many layouts. What is put in must come out, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

STATUS_WORDS = {"positive": ["Positive", "POSITIVE", "positive"], "negative": ["Negative", "NEGATIVE", "negative"]}
NAMES = {
    "ER": ["ER", "Estrogen receptor", "Estrogen Receptor (ER)", "ESTROGEN RECEPTOR", "Oestrogen receptor"],
    "PR": ["PR", "PgR", "Progesterone receptor", "Progesterone Receptor (PR)", "PROGESTERONE RECEPTOR"],
    "HER2_IHC": ["HER2 (IHC)", "HER2 by immunohistochemistry", "HER-2/neu IHC", "HER2 IHC"],
    "HER2_ISH": ["HER2 FISH", "HER2 by FISH", "HER2 (FISH)", "HER2 ISH"],
    "KI67": ["Ki-67", "Ki67", "KI-67 index", "MIB-1"],
}
SCORES = {"0": "negative", "1+": "negative", "2+": "equivocal", "3+": "positive"}
HEADERS = ["FINAL DIAGNOSIS:", "DIAGNOSIS", "SURGICAL PATHOLOGY REPORT", "Histopathology report"]
TUMOURS = [
    "Breast, left, core biopsy: Invasive ductal carcinoma.",
    "Right breast, mastectomy: invasive carcinoma, NST.",
]
# Lines that say nothing of this patient's receptors, whatever words they hold.
DISTRACTORS = [
    "Margins: negative for carcinoma.",
    "Lymph nodes: one of three positive (1/3).",
    "Nottingham grade 2 (3+2+1=6).",
    "Tumor necrosis: 20%. DCIS makes up 30% of the tumor.",
    "Controls: positive and negative controls stained appropriately.",
    "E-cadherin: positive. p63: negative.",
    "The patient's mother had an ER negative, HER2 positive breast cancer.",
    "ER staining in at least 1% of tumor nuclei is considered positive.",
    "If HER2 is equivocal, FISH should be performed.",
    "HER2 positive tumors may respond to targeted therapy.",
    "Page 1 of 2",
    "This test was developed by our laboratory; it has not been cleared by the FDA.",
    "Calcifications are present. Skin: not involved.",
    "The specimen is received in formalin, labeled with the patient's name.",
]


@dataclass(frozen=True)
class Truth:
    marker: str
    status: str
    line: str
    opposite: str


@st.composite
def receptor_lines(draw: st.DrawFn, marker: str) -> Truth:
    name = draw(st.sampled_from(NAMES[marker]))
    positive = draw(st.booleans())
    share = draw(st.integers(11, 100))
    status, other = ("positive", "negative") if positive else ("negative", "positive")
    shape = draw(
        st.sampled_from(
            [
                "{name}: {word} ({share})",
                "{name}: {word}, {share}",
                "{name} - {word} - {share}",
                "{name}   {word}   {share}",
                "{name}:\n  {word} ({share})",
                "{name} is {word} ({share}).",
                "The tumor cells are {word} for {name} ({share}).",
                "{share} of the tumor cells are {word} for {name}.",
                "{name} status: {word}\nPercentage of cells with nuclear positivity: {share}",
                "* {name} = {word}; {share}",
                "{name}: {word}",
            ]
        )
    )

    def line(of: str) -> str:
        number = f"{share}%" if of == "positive" else draw(st.sampled_from(["0%", "<1%"]))
        return shape.format(name=name, word=draw(st.sampled_from(STATUS_WORDS[of])), share=number)

    return Truth(marker, status, line(status), line(other))


@st.composite
def score_lines(draw: st.DrawFn) -> Truth:
    name = draw(st.sampled_from(NAMES["HER2_IHC"]))
    score = draw(st.sampled_from(sorted(SCORES)))
    other = {"0": "3+", "1+": "3+", "3+": "0", "2+": "3+"}[score]
    shape = draw(
        st.sampled_from(
            ["{name}: {score} ({word})", "{name}: {word} ({score})", "{name}: {word}, score {score}", "{name}: {score}"]
        )
    )

    def line(of: str) -> str:
        return shape.format(name=name, score=of, word=SCORES[of])

    return Truth("HER2_IHC", SCORES[score], line(score), line(other))


@st.composite
def ish_lines(draw: st.DrawFn) -> Truth:
    name = draw(st.sampled_from(NAMES["HER2_ISH"]))
    amplified = draw(st.booleans())
    words = {
        "amplified": ["Amplified", "POSITIVE", "positive (amplified)"],
        "not_amplified": ["Not amplified", "NEGATIVE", "non-amplified"],
    }
    ratio = {"amplified": "4.2", "not_amplified": "1.2"}
    status, other = ("amplified", "not_amplified") if amplified else ("not_amplified", "amplified")
    shape = draw(
        st.sampled_from(
            ["{name}: {word}", "{name}: {word}, HER2/CEP17 ratio {ratio}", "{name} - {word} (ratio: {ratio})"]
        )
    )

    def line(of: str) -> str:
        return shape.format(name=name, word=draw(st.sampled_from(words[of])), ratio=ratio[of])

    return Truth("HER2_ISH", status, line(status), line(other))


@st.composite
def truths(draw: st.DrawFn) -> list[Truth]:
    rows = [draw(receptor_lines("ER")), draw(receptor_lines("PR"))]
    if draw(st.booleans()):
        rows.append(draw(score_lines()))
    if draw(st.booleans()):
        rows.append(draw(ish_lines()))
    return draw(st.permutations(rows))


@st.composite
def reports(draw: st.DrawFn) -> tuple[list[str], list[Truth]]:
    """Lines of a report, and what they say."""
    head = [draw(st.sampled_from(HEADERS)), draw(st.sampled_from(TUMOURS))]
    rows = draw(truths())
    return [*head, *(row.line for row in rows)], rows
