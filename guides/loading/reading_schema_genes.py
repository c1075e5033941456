"""Typed description of content/reading files of genes (reports/reading/genes.py) and of content/context/genes.yaml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from guides.loading.reading_schema import Phrases, RuleFile, Strict, Text

GENES = (
    "EGFR", "ALK", "ROS1", "RET", "MET", "NTRK", "KRAS", "NRAS", "BRAF", "ERBB2", "PIK3CA", "AKT1", "PTEN", "ESR1",
    "TP53", "BRCA1", "BRCA2", "PALB2", "MLH1_METHYLATION", "FGFR2", "FGFR3", "IDH1", "IDH2", "1P19Q", "MGMT", "POLE",
)  # fmt: skip
State = Literal[
    "detected", "not_detected", "positive", "negative", "rearranged", "not_rearranged", "amplified", "not_amplified",
    "methylated", "unmethylated", "codeleted", "not_codeleted", "intact", "lost", "pending", "not_performed",
    "insufficient", "indeterminate",
]  # fmt: skip
Event = Literal["alteration", "mutation", "fusion", "amplification", "loss", "methylation", "codeletion", "skipping"]
Class = Literal["pathogenic", "likely pathogenic", "significant", "VUS", "likely benign", "benign"]
Zone = Literal["results", "vus", "benign", "silent", "history", "previous"]
Origin = Literal["blood", "inherited", "tumor"]


class GeneFile(RuleFile):
    """Names of one gene. `abbreviations` count only as they are spelled here."""

    marker: Text
    names: Phrases
    abbreviations: list[Text]
    stain: Literal["none", "protein", "result", "screen", "loss"]
    fusions: list[Text]
    subs: dict[Text, Phrases] = {}


class Panel(Strict):
    """Words for several genes at once; `only` this result can be dealt to each of them."""

    markers: Annotated[list[Text], Field(min_length=2)]
    only: Literal["not_detected"]
    words: Phrases


class GenesFile(RuleFile):
    answers: dict[State, Phrases]
    exact_answers: dict[State, Phrases]
    prefixes: dict[State, Phrases]
    shows: Phrases
    sent: Phrases
    negators: Phrases
    double: Phrases
    events: dict[Event, Phrases]
    classes: dict[Class, Phrases]
    zygosity: Phrases
    methods: dict[Literal["ihc", "molecular", "fish"], Phrases]
    stains: Phrases
    lymphoid: Phrases
    genes: Phrases
    panels: Annotated[list[Panel], Field(min_length=1)]
    transparent: Phrases
    directive: Phrases
    general: Phrases
    sample_words: Phrases
    historical: Phrases
    agreeing: Phrases
    ends: Phrases
    headings: dict[Zone, Phrases]
    heading_words: dict[Literal["vus", "benign", "silent_first", "previous", "results", "silent"], Phrases]
    origins: dict[Origin, Phrases]
    origin_labels: Phrases
    detail_labels: Phrases
    abbreviated: Phrases


GENE_MODELS: dict[str, type[BaseModel]] = dict.fromkeys(GENES, GeneFile)  # file stem under content/reading → model
GENE_CONTEXT_MODELS: dict[str, type[BaseModel]] = {"genes": GenesFile}  # file stem under content/context → model
