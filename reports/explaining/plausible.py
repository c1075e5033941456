"""Numbers that a test cannot have. The reader abstains on them; this is the second look before a word is explained.

Only what follows from the definition of a score stands here, no threshold of medicine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from reports.reading.findings import Finding

IMPOSSIBLE = "impossible_value"
_MOST: Mapping[str, float] = MappingProxyType(
    {"percent": 100, "tps": 100, "cps": 100, "ic": 100, "vaf": 100, "allred": 8, "hscore": 300}
)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,4})?")
_IHC = frozenset({"0", "0+", "1+", "2+", "3+"})


def is_impossible(finding: Finding) -> bool:
    if finding.reason == IMPOSSIBLE:
        return True
    if finding.marker == "HER2_IHC" and re.fullmatch(r"\d+\+?", finding.value) and finding.value not in _IHC:
        return True
    if finding.marker == "ONCOTYPE" and _largest(finding.measures.get("score", "")) > 100:
        return True
    return any(_largest(printed) > _MOST.get(name, float("inf")) for name, printed in finding.measures.items())


def _largest(printed: str) -> float:
    return max((float(number) for number in _NUMBER.findall(printed)), default=0)
