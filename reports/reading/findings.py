"""What the reader hands out: findings with their verbatim evidence, and what it left unread.

Names, statuses and contexts are the closed lists of the output contract (reports/reading/README.md).
Nothing here decides anything and no sentence for a patient stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """The answer of one mention or finding."""

    POSITIVE = "positive"
    LOW_POSITIVE = "low_positive"
    NEGATIVE = "negative"
    EQUIVOCAL = "equivocal"
    AMPLIFIED = "amplified"
    NOT_AMPLIFIED = "not_amplified"
    DETECTED = "detected"  # genes: a variant, fusion or amplification that matters was found
    NOT_DETECTED = "not_detected"
    INTACT = "intact"  # mismatch repair proteins: expressed, as in normal cells
    LOSS = "loss"
    PROFICIENT = "proficient"  # MMR as a whole
    DEFICIENT = "deficient"
    STABLE = "stable"  # microsatellites
    HIGH = "high"
    LOW = "low"
    PENDING = "pending"
    NOT_PERFORMED = "not_performed"
    INSUFFICIENT = "insufficient"
    UNCLEAR = "unclear"
    CONFLICT = "conflict"
    REPORTED = "reported"  # for facts that are only a value: GRADE, PT, …


NO_RESULT = frozenset(
    {Status.PENDING, Status.NOT_PERFORMED, Status.INSUFFICIENT, Status.UNCLEAR, Status.CONFLICT}
)  # nothing is stated
OPEN = NO_RESULT | {Status.EQUIVOCAL}  # not a final answer


class Origin(StrEnum):
    """Where a gene was tested, as far as the report says it. A finding in the tumor is not an inherited one."""

    NOT_SAID = ""
    TUMOR = "tumor"
    BLOOD = "blood"  # tumor DNA in the blood (liquid biopsy)
    INHERITED = "inherited"  # germline test


class Context(StrEnum):
    """Whose result it is, and of when. Only CURRENT counts as the report's answer."""

    CURRENT = "current"
    HISTORICAL = "historical"
    FAMILY = "family"
    CONTROL = "control"
    CLINICAL_INFORMATION = "clinical_information"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim piece of the text: `quote == text[start:end]`, offsets in characters, page counted from 1."""

    quote: str
    start: int
    end: int
    page: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer for one marker and one specimen."""

    marker: str
    status: Status
    value: str  # "2+", "pT2", "left", "invasive ductal carcinoma"; "" where the status says it all
    evidence: Evidence  # the deciding line
    rule: str  # id of the rule that decided, as in content/reading or content/context
    context: Context = Context.CURRENT
    specimen: str = ""  # as the report names it: "A", "Right breast, 10 o'clock"; "" where it names none
    measures: Mapping[str, str] = field(default_factory=dict)  # as printed, without the unit sign
    also: tuple[Evidence, ...] = ()  # further lines: what it was amended from, the other side of a conflict, measures
    reason: str = ""  # for unclear and conflict: id of the reason, a key of content/wording
    origin: Origin = Origin.NOT_SAID  # genes only
    second_quote: str = ""  # from pictures: the same line as the second reader read it, where that matters


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that speaks of a result the reader could not settle, or could not read at all."""

    evidence: Evidence
    reason: str  # a key of content/wording: "unread.hidden_characters", "unread.no_value", …
    marker: str = ""  # the marker that the line names, where it names one


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one report says, as far as the rules could read it."""

    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    is_report: bool  # False: this does not look like a pathology report; then `findings` is empty
    cancer: str = ""  # "breast", or "" where the text does not settle it
    specimens: tuple[str, ...] = ()  # as the report names them, in its order

    @property
    def open(self) -> tuple[str, ...]:
        """Markers with a current answer that is not final, each once, in the report's order."""
        seen = (f.marker for f in self.findings if f.context is Context.CURRENT and f.status in OPEN)
        return tuple(dict.fromkeys(seen))
