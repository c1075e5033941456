"""The form of HL7 v2: messages, segments, fields, components and escapes. Knows no meaning of any field but PID-3.

The separators are those that the message declares. Nothing is guessed: an escape that is not known stays as it is,
a character set that is not known is read as UTF-8 or refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import SEGMENTS
from reports.intake.text import REPLACEMENT, western

_CHARACTER_SETS: Final = {
    "ASCII": "",
    "": "",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    "8859/1": "iso8859-1",
    "8859/2": "iso8859-2",
    "8859/9": "iso8859-9",
    "8859/15": "iso8859-15",
    "ISO-8859-1": "iso8859-1",
    "WINDOWS-1252": "cp1252",
    "CP1252": "cp1252",
}
for _name in filter(None, _CHARACTER_SETS.values()):
    codecs.lookup(_name)  # before the child loses the right to open files

_SEGMENT: Final = re.compile(r"[A-Z][A-Z0-9]{2}(?=\W|$)")
_HEADERS: Final = frozenset({"FHS", "BHS", "BTS", "FTS"})
_BREAKS: Final = re.compile(r"\.(?:br|ce|sp)[ +]?(\d{0,3})", re.IGNORECASE)
_SILENT: Final = re.compile(r"[HN]|\.(?:fi|nf|in|ti)[ +-]?\d*", re.IGNORECASE)
_SKIP: Final = re.compile(r"\.sk[ +]?(\d{1,3})", re.IGNORECASE)
_BYTES: Final = re.compile(r"X((?:[0-9A-Fa-f]{2})+)")
_OTHER_SETS: Final = re.compile(r"[CM][0-9A-Fa-f]{4,6}|Z.*", re.DOTALL)
_MOST_BLANKS: Final = 40


@dataclass(frozen=True, slots=True)
class Message:
    """One message with its own separators."""

    separator: str
    component_mark: str
    repetition_mark: str
    escape: str
    subcomponent_mark: str
    encoding: str
    segments: tuple[list[str], ...]

    @property
    def type(self) -> str:
        return self.component(self.segments[0], 9, 1).upper()

    @property
    def patients(self) -> frozenset[str]:
        """What tells one person from another; it never leaves this process."""
        return frozenset(
            self.component(one, 3, 1) or self.component(one, 2, 1) or self.field(one, 5)
            for one in self.segments
            if one[0] == "PID"
        )

    def field(self, segment: Sequence[str], number: int) -> str:
        """Raw, as between two separators; the fields of MSH count the separator itself as the first."""
        at = number - 1 if segment[0] == "MSH" else number
        return segment[at] if at < len(segment) else ""

    def component(self, segment: Sequence[str], number: int, part: int) -> str:
        return self.part(self.field(segment, number), part)

    def repetitions(self, raw: str) -> list[str]:
        return raw.split(self.repetition_mark) if self.repetition_mark else [raw]

    def parts(self, raw: str) -> list[str]:
        return [self._unescaped(part).strip() for part in self.repetitions(raw)[0].split(self.component_mark)]

    def part(self, raw: str, number: int) -> str:
        parts = self.parts(raw)
        return parts[number - 1] if number <= len(parts) else ""

    def coded(self, raw: str) -> str:
        """The words of a coded element: the original text, the display, or the code where it has no words."""
        parts = [*self.parts(raw), *[""] * 9]
        shown, original = parts[1] or parts[4] or parts[0], parts[8]
        if not original or original in shown:
            return shown
        return original if shown in original or not (parts[1] or parts[4]) else f"{original} ({shown})"

    def text(self, raw: str) -> str:
        """Long text: each repetition is a line, and a component mark that nobody escaped is a letter."""
        return "\n".join(self._unescaped(one) for one in self.repetitions(raw))

    def _unescaped(self, raw: str) -> str:
        mark = self.escape
        if not mark or mark not in raw:
            return raw
        pieces = raw.split(mark)
        done = [pieces[0]]
        at = 1
        while at < len(pieces):
            meant = self._meant(pieces[at]) if at + 1 < len(pieces) else None
            if meant is None:
                done.append(mark + pieces[at])
                at += 1
            else:
                done += (meant, pieces[at + 1])
                at += 2
        return "".join(done)

    def _meant(self, code: str) -> str | None:
        """What stands for an escape; None if it is none, but text between two marks."""
        marks = {"F": self.separator, "S": self.component_mark, "T": self.subcomponent_mark, "P": "#",
                 "R": self.repetition_mark, "E": self.escape}  # fmt: skip
        if code in marks:
            return marks[code]
        if found := _BREAKS.fullmatch(code):
            return "\n" * max(1, min(int(found[1] or 1), 3))
        if _SILENT.fullmatch(code):
            return "\n" if code[1:3].lower() == "ti" else ""
        if found := _SKIP.fullmatch(code):
            return " " * min(int(found[1]), _MOST_BLANKS)
        if found := _BYTES.fullmatch(code):
            return (
                bytes.fromhex(found[1])
                .decode(self.encoding or "utf-8", "replace")
                .replace("\r\n", "\n")
                .replace("\r", "\n")
            )
        return REPLACEMENT if _OTHER_SETS.fullmatch(code) else None


def messages(content: bytes) -> Iterator[Message]:
    """Every message of a file: one, or the several of a batch."""
    text, encoding = _decoded(content)
    current: list[list[str]] = []
    separator = "|"
    for line in _lines(text):
        name = line[:3]
        if name == "MSH":
            if current:
                yield _message(current, separator, encoding)
            if len(line) < 8:
                raise Unreadable(Reason.DAMAGED)
            separator = line[3]
            current = [line.split(separator)]
        elif name in _HEADERS:
            continue
        elif current and name == "ADD":  # the last field goes on
            current[-1][-1] += line.partition(separator)[2]
        elif current:
            current.append(line.split(separator))
    if not current:
        raise Unreadable(Reason.DAMAGED)
    yield _message(current, separator, encoding)


def _lines(text: str) -> Iterator[str]:
    """Segments. A line that starts none goes on in the one above, as senders do who break long text."""
    pending: list[str] = []
    count = 0
    for line in text.replace("\r\n", "\r").replace("\n", "\r").split("\r"):
        if _SEGMENT.match(line):
            count += 1
            if count > SEGMENTS:
                raise Unreadable(Reason.TOO_MUCH_TEXT)
            if pending:
                yield "\n".join(pending).rstrip("\n")
            pending = [line]
        elif pending:
            pending.append(line)
    if pending:
        yield "\n".join(pending).rstrip("\n")


def _message(segments: list[list[str]], separator: str, encoding: str) -> Message:
    marks = segments[0][1] if len(segments[0]) > 1 else ""
    if len(marks) < 2 or separator.isalnum() or len(set(marks[:4])) < len(marks[:4]):
        raise Unreadable(Reason.DAMAGED)
    component, repetition, escape, sub = (*marks[:4], *[""] * (4 - len(marks[:4])))
    return Message(separator, component, repetition, escape, sub, encoding, tuple(segments))


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its character set: MSH-18, else UTF-8, else Western where it looks like that."""
    content = content.removeprefix(codecs.BOM_UTF8).replace(b"\x0b", b"").replace(b"\x1c", b"")
    start = content.find(b"MSH")
    header = re.split(rb"[\r\n]", content[start : start + 4096], maxsplit=1)[0]
    fields = header.split(header[3:4]) if len(header) > 3 else []
    declared = fields[17].split(b"~")[0].decode("ascii", "replace").strip().upper() if len(fields) > 17 else ""
    name = _CHARACTER_SETS.get(declared, "")
    try:
        return (content.decode(name or "utf-8"), name or "utf-8")
    except UnicodeDecodeError:
        if name and name != "utf-8":
            raise Unreadable(Reason.DAMAGED) from None
        return western(content), "cp1252"
