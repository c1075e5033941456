"""The real rules of content/, compiled once for the tests of the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from reports.reading.vocabulary import compile_rules

CONTENT = Path(__file__).parents[3] / "content"


def rules() -> dict[str, dict[str, Any]]:
    return {
        kind: {
            path.stem: yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
            for path in sorted((CONTENT / kind).glob("*.yaml"))
        }
        for kind in ("reading", "context", "markers")
    }


VOCABULARY = compile_rules(rules())
