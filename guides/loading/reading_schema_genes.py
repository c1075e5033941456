"""Typed description of content/reading files of genes (reports/reading/genes.py)."""

from __future__ import annotations

from pydantic import BaseModel

GENE_MODELS: dict[str, type[BaseModel]] = {}  # file stem under content/reading → model
GENE_CONTEXT_MODELS: dict[str, type[BaseModel]] = {}  # file stem under content/context → model
