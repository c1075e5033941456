"""Typed description of content/reading files of proteins and scores (reports/reading/biomarkers.py)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from guides.loading.reading_schema import Cue, Number, Phrases, RuleFile, Strict, Text, ValuePattern

Answer = Literal[
    "intact",
    "loss",
    "subclonal",
    "stable",
    "high",
    "not_high",
    "low",
    "low_expression",
    "ultralow",
    "low_risk",
    "high_risk",
    "intermediate",
    "proficient",
    "deficient",
    "abnormal",
    "mixed",
    "positive",
    "low_positive",
    "negative",
    "detected",
    "not_detected",
    "equivocal",
    "indeterminate",
    "insufficient",
]
Status = Literal[
    "intact",
    "loss",
    "stable",
    "high",
    "low",
    "proficient",
    "deficient",
    "positive",
    "low_positive",
    "negative",
    "equivocal",
    "unclear",
    "reported",
]
Score = Literal["tps", "cps", "ic"]
Marker = Literal[
    "MLH1",
    "MSH2",
    "MSH6",
    "PMS2",
    "MMR",
    "MSI",
    "TMB",
    "HRD",
    "PDL1",
    "CLDN18_2",
    "FOLR1",
    "P16",
    "ONCOTYPE",
    "MAMMAPRINT",
]


class ScorePattern(Strict):
    """A number whose kind its own words tell: "TPS 60%", "12 muts/Mb"."""

    measure: Literal["tps", "cps", "ic", "tmb", "tmb_bare", "tmb_named", "tc", "gis", "rs", "mpi", "plain_score"]
    pattern: ValuePattern
    needs: Phrases
    most: Number


class BiomarkerFile(RuleFile):
    """`means`: what an answer says of this marker; an answer that is not named there says nothing of it."""

    marker: Marker
    names: Phrases
    abbreviations: list[Text]
    means: Annotated[dict[Answer, Status], Field(min_length=1)]
    stated: dict[Answer, Phrases] = {}
    stated_abbreviations: dict[Answer, Phrases] = {}
    asks: dict[Answer, Phrases] = {}
    asked: dict[Answer, Status] = {}
    of_stain: dict[Answer, Status] = {}
    refuted: dict[Answer, Status] = {}
    values: dict[Answer, Text] = {}
    reasons: dict[Answer, Text] = {}
    scores: dict[Score, Phrases] = {}
    patterns: list[ScorePattern] = []


class Staining(Strict):
    """Phrases made of three parts: "loss of" + "nuclear expression" + "of"."""

    heads: dict[Answer, Phrases]
    nouns: Phrases
    links: Phrases


class BiomarkersFile(RuleFile):
    worth: Phrases
    answers: dict[Answer, Phrases]
    staining: Staining
    verbs: dict[Answer, Phrases]
    other_names: Phrases
    other_abbreviations: Phrases
    other_things: Phrases
    transparent: Phrases
    methods: Phrases
    labels: Phrases
    asides: Phrases
    idle: Phrases
    intensity: ValuePattern
    gene_words: Phrases
    stain_signs: Phrases
    gene_signs: Phrases
    cues: Annotated[list[Cue], Field(min_length=1)]


_MARKERS: tuple[Marker, ...] = Marker.__args__  # type: ignore[attr-defined]
BIOMARKER_MODELS: dict[str, type[BaseModel]] = dict.fromkeys(_MARKERS, BiomarkerFile)
BIOMARKER_CONTEXT_MODELS: dict[str, type[BaseModel]] = {"biomarkers": BiomarkersFile}
