"""Typed description of content/reading/*.yaml and content/context/*.yaml: what the report reader works with.

Every leaf is a string, as YAML gives it. Unknown keys are refused. Patterns are checked for what makes them slow.
Nothing here reads a file or compiles a rule. The files of facts (GRADE, PT, …) stand in reading_schema_facts.py.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

_ESCAPED_OR_CLASS = re.compile(r"\\.|\[(?:\\.|[^\]])*\]")


def bounded(pattern: str) -> str:
    """The pattern, if nothing in it can run away; looking around is allowed where it has a fixed width."""
    bare = _ESCAPED_OR_CLASS.sub("", pattern)
    if re.search(r"[*+]|\{[0-9]+,\}", bare):
        raise ValueError("the pattern repeats without a bound; write {0,40}")
    if re.search(r"\\[1-9]|\(\?P=", pattern):
        raise ValueError("the pattern refers back")
    try:
        re.compile(pattern)
    except re.error as problem:
        raise ValueError(f"the pattern is not a regular expression: {problem}") from problem
    return pattern


def valued(pattern: str) -> str:
    if "(?P<value>" not in pattern:
        raise ValueError("the pattern has no group `value`")
    return pattern


Text = Annotated[str, Field(min_length=1, max_length=4000)]
Phrases = Annotated[list[Text], Field(min_length=1)]
Pattern = Annotated[Text, AfterValidator(bounded)]
ValuePattern = Annotated[Text, AfterValidator(bounded), AfterValidator(valued)]
Number = Annotated[str, Field(pattern=r"^[0-9]{1,4}$")]
Answer = Literal[
    "positive",
    "low_positive",
    "negative",
    "equivocal",
    "indeterminate",
    "amplified",
    "not_amplified",
    "detected",
    "not_detected",
    "pending",
    "not_performed",
    "insufficient",
]
Score = Literal["0", "0+", "1+", "2+", "3+"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(Strict):
    """A piece of a report and what the reader must answer to it.

    `expect`: "ER", or "ER:A" for one specimen, → the fields of the finding that must be so (status, value,
    context, specimen, reason, or the name of a measure; "" for a measure that must be missing). Without `expect`,
    the piece must yield no current finding of any receptor.
    """

    text: Text
    expect: dict[str, dict[str, str]] = {}


class Examples(Strict):
    fire: Annotated[list[Example], Field(min_length=1)]
    silent: Annotated[list[Example], Field(min_length=1)]

    @model_validator(mode="after")
    def enough_silence(self) -> Examples:
        if len(self.silent) < len(self.fire):
            raise ValueError(f"{len(self.fire)} examples fire but only {len(self.silent)} stay silent")
        if not all(example.expect for example in self.fire):
            raise ValueError("an example under `fire` needs `expect`")
        return self


class RuleFile(Strict):
    """What every file of the reader has."""

    id: Text
    source: Text
    examples: Examples


class AsidesEntry(Strict):
    labels: dict[str, Annotated[list[Pattern], Field(min_length=1)]]
    lines: dict[str, Annotated[list[Pattern], Field(min_length=1)]]
    titles: dict[str, Annotated[list[Pattern], Field(min_length=1)]]


class SectionsFile(RuleFile):
    headings: dict[str, Phrases]
    openers: dict[str, str]
    asides: AsidesEntry
    case_labels: Phrases
    owners: Annotated[list[Pattern], Field(min_length=1)]
    sided: Pattern
    words: Phrases
    sites: Phrases
    sides: Phrases
    procedures: Phrases


class AnswersFile(RuleFile):
    answers: dict[Answer, Phrases]
    verbs: dict[Answer, Phrases]
    negators: Phrases


class Measure(Strict):
    measure: Literal["percent", "allred", "hscore", "ratio", "copy_number", "group", "other"]
    pattern: ValuePattern
    needs: Phrases
    most: Number = "1000"
    whole: Literal["yes", "no"] = "no"


class MeasuresFile(RuleFile):
    measures: Annotated[list[Measure], Field(min_length=1)]
    allred_share: dict[Number, Text]
    intensity: Phrases


class WordsFile(RuleFile):
    transparent: Phrases
    opaque: Phrases
    connectors: Phrases
    labels: Phrases
    neutral: Phrases
    other_stains: Phrases
    other_things: Phrases
    furniture: Annotated[list[Pattern], Field(min_length=1)]
    abbreviated: Phrases
    stain_words: Phrases
    years: dict[Literal["before", "events", "guidelines"], Phrases]
    columns: dict[
        Literal["first", "reference", "control", "method", "result", "percent", "hscore", "allred", "intensity"],
        Phrases,
    ]
    panels: dict[Literal["ER+PR", "ER+PR+HER2"], Phrases]
    triple: Phrases


class Cue(Strict):
    effect: Literal["method", "other_person", "family", "hypothetical", "clinical", "historical"]
    direction: Literal["both", "after", "before"]
    scope: Literal["near", "clause", "sentence"]
    words: Phrases


class CuesFile(RuleFile):
    ends: Phrases
    cues: Annotated[list[Cue], Field(min_length=1)]


class DocumentSign(Strict):
    """Phrases that speak for one kind of document; `most` of them count at the most."""

    kind: Text
    side: Literal["report", "other", "passing"]
    where: Literal["anywhere", "heading", "opening", "title"]
    weight: Number
    most: Number
    words: list[Text] = []
    patterns: list[Pattern] = []

    @model_validator(mode="after")
    def says_something(self) -> DocumentSign:
        if not (self.words or self.patterns):
            raise ValueError(f"the sign of a {self.kind} has neither words nor patterns")
        if any(word != word.lower() for word in self.words):
            raise ValueError(f"the words of a {self.kind} must be in lower case")
        return self


class DocumentFile(RuleFile):
    pathology: Phrases
    signs: Annotated[list[DocumentSign], Field(min_length=1)]
    polite: Phrases
    plain: Phrases
    genomic: Phrases


class CancerExample(Strict):
    text: Text
    cancer: str


class CancersFile(Strict):
    id: Text
    source: Text
    labels: Phrases
    silent: Phrases
    cancers: dict[Text, Phrases]
    cases: Annotated[list[CancerExample], Field(min_length=1)]


class ChangeCase(Strict):
    text: Text
    marker: Text
    status: Text


class ChangesFile(Strict):
    id: Text
    source: Text
    moves: Annotated[list[Pattern], Field(min_length=1)]
    tells: Annotated[list[Pattern], Field(min_length=1)]
    facts: dict[Text, Pattern]
    cases: Annotated[list[ChangeCase], Field(min_length=1)]


class ReceptorFile(RuleFile):
    marker: Literal["ER", "PR", "HER2", "HER2_IHC", "HER2_ISH", "KI67"]
    names: Phrases
    abbreviations: list[Text]


class Her2File(ReceptorFile):
    methods: dict[Literal["HER2_IHC", "HER2_ISH"], Phrases]


class ScorePattern(Strict):
    """`needs`: the text is searched only if it holds one of these, in small letters."""

    pattern: ValuePattern
    needs: Phrases


class ScoreFile(ReceptorFile):
    statuses: dict[Score, Literal["positive", "negative", "equivocal"]]
    scores: Annotated[list[ScorePattern], Field(min_length=1)]
    between: ValuePattern
    words: dict[Text, Score]


class IshFile(ReceptorFile):
    short_names: Phrases


class ShareFile(ReceptorFile):
    grades: Phrases


class OverallRow(Strict):
    ihc: Score | Literal["positive", "negative", "equivocal", "pending", "none", "any"]
    ish: Literal[
        "amplified",
        "not_amplified",
        "equivocal",
        "group 2",
        "group 3",
        "group 4",
        "pending",
        "unfinished",
        "none",
        "any",
    ]
    call: Literal["positive", "negative", "equivocal", "pending", "conflict"]


class OverallFile(RuleFile):
    rows: Annotated[list[OverallRow], Field(min_length=1)]


CONTEXT_MODELS: dict[str, type[BaseModel]] = {
    "sections": SectionsFile,
    "answers": AnswersFile,
    "measures": MeasuresFile,
    "words": WordsFile,
    "cues": CuesFile,
    "document": DocumentFile,
    "cancers": CancersFile,
    "changes": ChangesFile,
}
RECEPTOR_MODELS: dict[str, type[BaseModel]] = {
    "ER": ReceptorFile,
    "PR": ReceptorFile,
    "HER2": Her2File,
    "HER2_IHC": ScoreFile,
    "HER2_ISH": IshFile,
    "KI67": ShareFile,
    "her2_overall": OverallFile,
}
