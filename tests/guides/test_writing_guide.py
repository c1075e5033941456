"""docs/writing.md tells an editor every field, in the words of the schema."""

from __future__ import annotations

import inspect

import pytest
from django.conf import settings

from guides.loading import marker_schema, schema
from guides.loading.fields import Entry

DOCUMENT = (settings.BASE_DIR / "docs/writing.md").read_text(encoding="utf-8")
ENTRIES = sorted(
    {
        kind
        for module in (schema, marker_schema)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Entry) and kind is not Entry
    },
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", ENTRIES, ids=lambda kind: kind.__name__)
def test_every_field_is_told(kind: type[Entry]) -> None:
    for name, field in kind.model_fields.items():
        row = f"| `{field.alias or name}` | {'yes' if field.is_required() else 'no'} | {field.description} |"
        assert field.description, name
        assert row in DOCUMENT, f"docs/writing.md needs this row:\n{row}"


def test_no_field_is_told_that_does_not_exist() -> None:
    told = {line.split("`")[1] for line in DOCUMENT.splitlines() if line.startswith("| `")}
    known = {field.alias or name for kind in ENTRIES for name, field in kind.model_fields.items()}
    assert told == known
