"""The same report as text and as a file: a file may say less than the text, never something else (M-14)."""

from __future__ import annotations

from typing import Any

from bench.reports import labels
from bench.reports.labels import Key, same, stated


def contradictions(
    rows: list[dict[str, Any]], texts: dict[str, dict[str, Any]], files: dict[str, dict[str, Any]]
) -> list[tuple[dict[str, Any], str, str]]:
    """(row, key, "text's values → file's value") wherever a file says what neither text nor truth do."""
    found = []
    for row in rows:
        if row["id"] not in files:
            continue
        truth = {(key.marker, key.measure): values for key, values in labels.wanted(row).items()}
        said, shown = texts[row["id"]]["findings"], files[row["id"]]["findings"]
        for key in sorted(keys_of(shown)):
            ours = stated(said, key, ours=True)[0]
            # Line breaks may let a file say more, if it is true or printed beside an answer that the text leaves open.
            # Where they give two names of one variant, it may give the other one.
            known = [*ours, *truth.get((key.marker, key.measure), [])] or printed(said, key)
            for value in stated(shown, key, ours=True)[0]:
                if not any(same(key, one, value) or same(key, value, one) for one in known):
                    found.append((row, str(key), f"{', '.join(ours) or 'nothing'} → {value}"))
    return found


def printed(findings: list[dict[str, Any]], key: Key) -> list[str]:
    """Measures that an answer carries which says nothing itself."""
    own = (finding.get("measures") or {} for finding in findings if finding["marker"] == key.marker)
    return [str(measures[key.measure]) for measures in own if key.measure in measures]


def keys_of(findings: list[dict[str, Any]]) -> set[Key]:
    keys = set()
    for finding in findings:
        marker = str(finding["marker"])
        keys.add(Key(labels.group_of(marker), marker, ""))
        keys.update(Key("measures", marker, measure) for measure in finding.get("measures") or {})
    return keys
