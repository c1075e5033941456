"""Which model describes which file of the reader: content/reading and content/context."""

from __future__ import annotations

from pathlib import PurePath

from pydantic import BaseModel

from guides.loading.reading_schema import CONTEXT_MODELS, RECEPTOR_MODELS
from guides.loading.reading_schema_biomarkers import BIOMARKER_CONTEXT_MODELS, BIOMARKER_MODELS
from guides.loading.reading_schema_facts import FACT_MODELS
from guides.loading.reading_schema_genes import GENE_CONTEXT_MODELS, GENE_MODELS
from guides.loading.reading_schema_scanned import SCANNED_MODELS

_MODELS: dict[str, dict[str, type[BaseModel]]] = {
    "context": {**CONTEXT_MODELS, **BIOMARKER_CONTEXT_MODELS, **GENE_CONTEXT_MODELS, **SCANNED_MODELS},
    "reading": {**RECEPTOR_MODELS, **FACT_MODELS, **BIOMARKER_MODELS, **GENE_MODELS},
}


def model_for(path: PurePath) -> type[BaseModel] | None:
    """The model of a file under content/reading or content/context, or None where it belongs to neither."""
    return _MODELS.get(path.parent.name, {}).get(path.stem)
