"""The hands that write a case down: one YAML file for each laboratory style, under the half that it belongs to.

What a style leaves out it takes from the pool of its half; the halves share no pool, so no sentence of the judge's is
known to who writes rules on another. Placeholders in an answer are the numbers that are thereby stated; an
answer that begins with `=` gives numbers alone, so its status may be said but need not be.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
HALVES = ("write", "judge", "fresh")  # the third is a later, unread judge: the second's errors have been looked at
SEALED = frozenset(["judge", "fresh"])  # counted, never listed
CHOICES = {**{half: (half,) for half in HALVES}, "both": ("write", "judge"), "all": HALVES}


@cache
def pool(half: str) -> dict[str, Any]:
    words, traps = (
        yaml.safe_load((HERE / f"{name}_{half}.yaml").read_text(encoding="utf-8")) for name in ("pool", "traps")
    )
    return {**words, "distractors": traps}


@cache
def styles(half: str) -> list[dict[str, Any]]:
    found = []
    for path in sorted((HERE / half).glob("*.yaml")):
        style = yaml.safe_load(path.read_text(encoding="utf-8"))
        found.append({"name": path.stem, "half": half, **style})
    return found


def chosen(style: dict[str, Any], *path: str) -> Any:
    """What a style says under a path of keys, or else what the pool of its half says."""
    for source in (style, pool(style["half"])):
        for key in path:
            source = source.get(key) if isinstance(source, dict) else None
        if source is not None:
            return source
    return None
