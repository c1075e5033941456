"""Typed description of content/reading files of proteins and scores (reports/reading/biomarkers.py)."""

from __future__ import annotations

from pydantic import BaseModel

BIOMARKER_MODELS: dict[str, type[BaseModel]] = {}  # file stem under content/reading → model
BIOMARKER_CONTEXT_MODELS: dict[str, type[BaseModel]] = {}  # file stem under content/context → model
