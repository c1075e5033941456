"""FHIR JSON (DiagnosticReport, Observation, Bundle) to the text that it carries. Runs only in the child.

What a report says in full stands first (presentedForm, or its narrative), then its conclusion and its observations as
`name: value unit (interpretation)`. Reference ranges and everything about the patient are not text. Numbers are
printed as the file writes them. Reading by code is not done here: `fhir_resources.words` is where a coding is turned
into words, and so where a reader of LOINC codes would begin.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from reports.intake import attachments, composing, web
from reports.intake.composing import Lines, one_line
from reports.intake.errors import Reason, Unreadable
from reports.intake.fhir_resources import Resource, Resources, every, parse, part, string, words
from reports.intake.protocol import ATTACHMENT_BYTES, Document, Notice

_WITHDRAWN: Final = frozenset({"entered-in-error", "cancelled"})
_NOT_BEGUN: Final = "registered"
_FINAL: Final = frozenset({"final", "amended", "corrected", "appended"})
_CHANGED: Final = frozenset({"amended", "corrected", "appended"})
_MEMBERS_DEEP: Final = 6
_PREFERRED: Final = ("text/plain", "text/html", "application/xhtml+xml", "application/pdf")


def read(content: bytes) -> Document:
    """The report of one person, or `Unreadable`."""
    resources = Resources(parse(content))
    if resources.several_patients():
        raise Unreadable(Reason.SEVERAL_PATIENTS)
    writer = _Writer(resources)
    reports = [report for report in resources.of("DiagnosticReport") if not writer.withdrawn(report)]
    days = {day for report in reports if (day := _day(report))}
    if len(days) > 1:
        raise Unreadable(Reason.SEVERAL_REPORTS)
    for report in reports:
        writer.report(report)
    writer.others(days)
    nothing = Reason.PICTURES_INSIDE if writer.notices & Notice.ATTACHMENT else Reason.NO_REPORT_INSIDE
    pages: list[str | None] = [writer.lines.text()] if writer.lines.says_something else []
    return composing.document("fhir", [*pages, *writer.pages], writer.notices, nothing=nothing)


def _day(resource: Resource) -> str:
    period = part(resource, "effectivePeriod")
    return (string(resource, "effectiveDateTime") or string(period, "start") or string(resource, "issued"))[:10]


class _Writer:
    def __init__(self, resources: Resources) -> None:
        self.lines = Lines()
        self.pages: list[str | None] = []
        self.notices = Notice(0)
        self._resources = resources
        self._written: set[int] = set()
        self._specimen = ""
        self._attached = 0

    def withdrawn(self, resource: Resource) -> bool:
        """Whether the sender took it back, or has only announced it."""
        status = string(resource, "status")
        if status in _WITHDRAWN:
            self.notices |= Notice.WITHDRAWN
        elif status in _CHANGED:
            self.notices |= Notice.CORRECTED
        elif status not in _FINAL:
            self.notices |= Notice.PRELIMINARY
        return status in _WITHDRAWN or status == _NOT_BEGUN

    def report(self, report: Resource) -> None:
        mark = string(report, "status") not in _FINAL
        self.lines.heading(one_line(words(part(report, "code"))))
        presented = self._presented(report, mark)
        conclusion = string(report, "conclusion")
        if conclusion.strip():
            self.lines.apart()
            self.lines.add(conclusion, mark=mark)
        for code in every(report, "conclusionCode"):
            self.lines.add(one_line(words(code)), mark=mark)
        self.lines.apart()
        results = [self._resources.find(one, report) for one in every(report, "result")]
        for result in results:
            self._observation(result, mark, _MEMBERS_DEEP)
        self._notes(report, mark)
        narrative = part(report, "text")
        if string(narrative, "status") == "additional" or not (presented or conclusion or results):
            self._narrative(narrative, mark)

    def others(self, days: set[str]) -> None:
        """Observations that no report names: those of its day, or all, if there is no report and they share a day."""
        left = [one for one in self._resources.of("Observation") if id(one) not in self._written]
        left = [one for one in left if not self._resources.is_member(one)]
        if not days and len({day for one in left if (day := _day(one))}) > 1:
            raise Unreadable(Reason.SEVERAL_REPORTS)
        self.lines.apart()
        for one in left:
            if days and _day(one) not in {"", *days}:
                self.notices |= Notice.ATTACHMENT
            else:
                self._observation(one, False, _MEMBERS_DEEP)

    def _presented(self, report: Resource, mark: bool) -> bool:
        """The first form that can be read: they all say the same."""
        forms = [form for form in every(report, "presentedForm") if isinstance(form, dict)]
        forms.sort(key=lambda form: _rank(_media_type(form)))
        for form in forms:
            encoded = string(form, "data")
            self._attached += len(encoded)
            if not encoded or self._attached > 2 * ATTACHMENT_BYTES or (mark and _rank(_media_type(form)) > 2):
                continue
            pages, notices = attachments.read(encoded, string(form, "contentType"))
            if not any(pages):
                continue
            self.notices |= notices
            if _rank(_media_type(form)) > 2:
                self.pages += pages
            else:
                for page in pages:
                    self.lines.apart()
                    self.lines.add(page or "", mark=mark)
            return True
        if forms:
            self.notices |= Notice.ATTACHMENT
        return False

    def _narrative(self, narrative: Resource, mark: bool) -> None:
        text, notices = web.read(string(narrative, "div"))
        if text:
            self.notices |= notices
            self.lines.apart()
            self.lines.add(text, mark=mark)

    def _observation(self, one: Resource | None, mark: bool, depth: int) -> None:
        if one is None:
            self.notices |= Notice.ATTACHMENT  # a result that stands elsewhere
            return
        if id(one) in self._written:
            return
        self._written.add(id(one))
        if self.withdrawn(one):
            return
        if every(one, "focus"):  # about somebody or something else than the patient
            self.notices |= Notice.ATTACHMENT
            return
        mark = mark or string(one, "status") not in _FINAL
        self._say_specimen(one)
        self._say(one, mark)
        for member in every(one, "hasMember"):
            if depth:
                self._observation(self._resources.find(member, one), mark, depth - 1)

    def _say(self, one: Resource, mark: bool) -> None:
        """A value and its components on one line; a panel as a heading and a line for each component."""
        name, value = _name(one), _value(one)
        parts = [(_name(piece), _value(piece)) for piece in every(one, "component") if isinstance(piece, dict)]
        said = [f"{label}: {answer}" if label else answer for label, answer in parts if answer]
        if "\n" in value or (not value and said):
            self.lines.heading(name)
            for line in (*(value.split("\n") if value else ()), *said):
                self.lines.add(line, mark=mark)
            self.lines.apart()
        elif value:
            line = "; ".join((f"{name}: {value}" if name else value, *said))
            self.lines.add(line, mark=mark and not composing.says_pending(value))
        elif every(one, "hasMember"):
            self.lines.heading(name)
        self._notes(one, mark)

    def _notes(self, one: Resource, mark: bool) -> None:
        for note in every(one, "note"):
            if isinstance(note, dict) and string(note, "text").strip():
                self.lines.add(string(note, "text"), mark=mark)

    def _say_specimen(self, one: Resource) -> None:
        """The specimen's own words, where they change from one observation to the next."""
        reference = part(one, "specimen")
        specimen = self._resources.find(reference, one) or {}
        place = words(part(part(specimen, "collection"), "bodySite")) or words(part(one, "bodySite"))
        named = " ".join(filter(None, (words(part(specimen, "type")), place))) or string(reference, "display")
        if named and named != self._specimen:
            self.lines.heading(one_line(named))
            self._specimen = named


def _name(one: Resource) -> str:
    name, method = one_line(words(part(one, "code"))), one_line(words(part(one, "method")))
    return f"{name} ({method})" if name and method and method.lower() not in name.lower() else name


def _value(one: Resource) -> str:
    value = "; ".join(filter(None, _values(one)))
    interpretations = [one_line(words(code)) for code in every(one, "interpretation")]
    told = ", ".join(text for text in interpretations if text and text.lower() not in value.lower())
    if value and told:
        return f"{value} ({told})"
    return value or told or one_line(words(part(one, "dataAbsentReason")))


def _values(one: Resource) -> Iterator[str]:
    yield string(one, "valueString").strip()
    for key in ("valueInteger", "valueDateTime", "valueTime", "valueBoolean"):
        yield string(one, key)
    if "valueCodeableConcept" in one:
        yield one_line(words(part(one, "valueCodeableConcept")))
    yield _quantity(part(one, "valueQuantity"))
    span = part(one, "valueRange")
    yield "-".join(filter(None, (_quantity(part(span, "low")), _quantity(part(span, "high")))))
    ratio = part(one, "valueRatio")
    yield ":".join(filter(None, (_quantity(part(ratio, "numerator")), _quantity(part(ratio, "denominator")))))


def _quantity(quantity: Resource) -> str:
    unit = string(quantity, "unit") or string(quantity, "code")
    number = string(quantity, "comparator") + string(quantity, "value")
    return f"{number} {unit}".strip() if string(quantity, "value") and unit not in ("1", "{ratio}") else number


def _media_type(form: dict[str, Any]) -> str:
    return string(form, "contentType").partition(";")[0].strip().lower()


def _rank(media_type: str) -> int:
    return _PREFERRED.index(media_type) if media_type in _PREFERRED else len(_PREFERRED)
