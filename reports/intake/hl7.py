"""HL7 v2 result messages (ORU and its kin) to the text that they carry. Runs only in the child.

Each observation becomes `name: value unit`, each line of a narrative a line; headings are what was ordered. Names and
numbers of people (PID, PV1, NK1, …), clinical information sent with the order and reference ranges are not text.
Reading by code is not done here: `Observation.code` keeps what OBX-3 says for whoever does it later (LOINC).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from reports.intake import attachments, composing
from reports.intake.composing import Lines, one_line
from reports.intake.errors import Reason, Unreadable
from reports.intake.hl7_message import Message, messages
from reports.intake.protocol import ATTACHMENT_BYTES, Document, Notice

_CARRY_RESULTS: Final = frozenset({"ORU", "OUL", "ORF", "MDM", "ORL", "RSP"})
# Table 0085, status of a result; what is in none of these is final.
_TAKEN_BACK: Final = frozenset({"D", "W"})
_CORRECTED: Final = frozenset({"C"})
_NOT_FINAL: Final = frozenset({"B", "I", "N", "O", "P", "R", "S", "V"})
_CANNOT_OBTAIN: Final = "X"
_CANCELLED_ORDER: Final = frozenset({"X", "Y", "Z"})  # table 0123
_NOT_FINAL_ORDER: Final = frozenset({"O", "I", "S", "A", "P", "R", "M", "N"})
_LONG_TEXT: Final = frozenset({"TX", "FT", "ST", "STX", ""})
_CODED: Final = frozenset({"CWE", "CE", "CNE", "CF", "IS", "ID"})


@dataclass(slots=True)
class Observation:
    """One OBX with the notes below it. `code`: system and identifier as the message has them."""

    name: str
    lines: list[str]
    status: str
    code: tuple[str, str]
    key: tuple[str, ...]  # what a correction must share with what it corrects: name, code and sub-identifier
    running: bool  # text that may go on in the next observation
    encapsulated: tuple[str, str] = ("", "")  # base64 and type
    pointer: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Order:
    """One OBR with all that follows until the next."""

    heading: str
    number: str
    day: str
    status: str
    specimens: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)


def read(content: bytes) -> Document:
    """The results of one person's one report, or `Unreadable`."""
    found = [message for message in messages(content) if message.type in _CARRY_RESULTS]
    if not found:
        raise Unreadable(Reason.NO_REPORT_INSIDE)
    if len({patient for message in found for patient in message.patients}) > 1:
        raise Unreadable(Reason.SEVERAL_PATIENTS)
    orders = [order for message in found for order in _orders(message)]
    if len({order.day for order in orders if order.day}) > 1 and len({order.number for order in orders}) > 1:
        raise Unreadable(Reason.SEVERAL_REPORTS)
    writer = _Writer()
    for order in orders:
        writer.write(order)
    pages: list[str | None] = [writer.lines.text()] if writer.lines.says_something else []
    nothing = Reason.PICTURES_INSIDE if writer.notices & Notice.ATTACHMENT else Reason.NO_REPORT_INSIDE
    return composing.document("hl7", [*pages, *writer.pages], writer.notices, nothing=nothing)


def _orders(message: Message) -> Iterator[Order]:
    """The orders of a message; observations before the first OBR, as in documents (MDM), are an order of their own."""
    order: Order | None = None
    for segment in message.segments:
        name = segment[0]
        if name == "OBR":
            if order is not None:
                yield order
            order = _order(message, segment)
        elif name in ("OBX", "NTE", "SPM"):
            order = order or Order("", "", "", "")
            _take(message, segment, order)
    if order is not None:
        yield order


def _order(message: Message, segment: Sequence[str]) -> Order:
    number = message.component(segment, 3, 1) or message.component(segment, 2, 1)
    day = message.component(segment, 7, 1)[:8]
    return Order(message.coded(message.field(segment, 4)), number, day, message.component(segment, 25, 1).upper())


def _take(message: Message, segment: Sequence[str], order: Order) -> None:
    if segment[0] == "OBX":
        order.observations.append(_observation(message, segment))
    elif segment[0] == "SPM":
        # It may stand behind the results of its order, where it would read as the heading of the next.
        words = message.text(message.field(segment, 14)) or message.coded(message.field(segment, 4))
        order.specimens.append(one_line(words))
    else:
        notes = message.text(message.field(segment, 3)).split("\n")
        (order.observations[-1].notes if order.observations else order.notes).extend(notes)


def _observation(message: Message, segment: Sequence[str]) -> Observation:
    kind, value = message.component(segment, 2, 1).upper(), message.field(segment, 5)
    identifier = message.field(segment, 3)
    code = (message.part(identifier, 3), message.part(identifier, 1))
    made = Observation(
        name=one_line(message.coded(identifier)),
        lines=[],
        status=message.component(segment, 11, 1).upper(),
        code=code,
        key=(*code, message.coded(identifier), message.field(segment, 4)),
        running=kind in _LONG_TEXT,
    )
    if kind == "ED" or (kind == "" and message.part(value, 4).lower() == "base64"):
        made.encapsulated = (message.part(value, 5), "/".join(message.parts(value)[1:3]))
    elif kind == "RP":
        made.pointer = True
    else:
        made.lines = _value(message, kind, value)
        unit = message.part(message.field(segment, 6), 1) or message.part(message.field(segment, 6), 2)
        if unit and len(made.lines) == 1 and made.lines[0]:
            made.lines[0] += f" {unit}"
    return made


def _value(message: Message, kind: str, value: str) -> list[str]:
    """Each repetition of the value; long text in its lines."""
    if kind in _CODED:
        return [one_line(message.coded(one)) for one in message.repetitions(value)]
    if kind == "SN":
        return ["".join(message.parts(one)[:4]) for one in message.repetitions(value)]
    if kind in _LONG_TEXT:
        return message.text(value).split("\n")
    return [one_line(message.part(one, 1)) for one in message.repetitions(value)]


class _Writer:
    def __init__(self) -> None:
        self.lines = Lines()
        self.pages: list[str | None] = []
        self.notices = Notice(0)
        self._attached = 0

    def write(self, order: Order) -> None:
        if order.status in _CANCELLED_ORDER:
            self.notices |= Notice.WITHDRAWN
            return
        if not (order.observations or order.notes):
            return
        self.lines.heading(order.heading)
        for specimen in order.specimens:
            self.lines.add(specimen)
        for note in order.notes:
            self.lines.add(note)
        standing = self._standing(order.observations)
        for _, together in itertools.groupby(
            enumerate(standing), lambda pair: (pair[1].running and pair[1].key) or pair[0]
        ):
            self._write([one for _, one in together], order.status)

    def _standing(self, observations: Sequence[Observation]) -> list[Observation]:
        """Without what was taken back, and without what a later correction in the same order replaces."""
        kept: list[Observation] = []
        corrected = {one.key for one in observations if one.status in _CORRECTED}
        for one in observations:
            if one.status in _TAKEN_BACK:
                self.notices |= Notice.WITHDRAWN
            elif one.status not in _CORRECTED and one.key in corrected:
                self.notices |= Notice.CORRECTED
            else:
                self.notices |= Notice.CORRECTED if one.status in _CORRECTED else Notice(0)
                kept.append(one)
        return kept

    def _write(self, together: Sequence[Observation], order_status: str) -> None:
        """One value on the line of its name; several lines below it, whether of one observation or of many."""
        said: list[tuple[str, bool]] = []
        for one in together:
            status = one.status or ("P" if order_status in _NOT_FINAL_ORDER else "F")
            mark = status in _NOT_FINAL
            self.notices |= Notice.PRELIMINARY if mark else Notice(0)
            self.notices |= Notice.ATTACHMENT if one.pointer else Notice(0)
            if status == _CANNOT_OBTAIN and not any(one.lines):
                self.notices |= Notice.WITHDRAWN
            said += [(line, mark) for line in (*one.lines, *one.notes)]
            if one.encapsulated[0]:
                self._attach(*one.encapsulated, mark=mark)
        name, values = together[0].name, [line for one in together for line in one.lines]
        if len(values) == 1 and values[0].strip() and name:
            said[0] = (f"{name}: {values[0]}", said[0][1])
        elif any(line.strip() for line, _ in said):
            self.lines.heading(name)
        else:
            return
        for line, mark in said:
            self.lines.add(line, mark=mark and not composing.says_pending(line.partition(": ")[2] or line))
        if len(said) > 1:
            self.lines.apart()

    def _attach(self, encoded: str, media_type: str, *, mark: bool) -> None:
        self._attached += len(encoded)
        if mark or self._attached > 2 * ATTACHMENT_BYTES:  # what is not final is named, not read
            self.notices |= Notice.ATTACHMENT
            return
        kind = "text/plain" if media_type.lower().startswith(("text/plain", "/text", "text/", "ft/")) else ""
        kind = "text/html" if "html" in media_type.lower() else kind
        pages, notices = attachments.read(encoded, kind)
        self.pages += pages
        self.notices |= notices
