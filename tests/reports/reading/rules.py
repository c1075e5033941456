"""The real rules of content/, as the product compiles them, once for the tests of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guides.catalog import marker_rules
from reports.reading.vocabulary import compile_rules


def rules() -> Mapping[str, Any]:
    return marker_rules()


VOCABULARY = compile_rules(rules())
