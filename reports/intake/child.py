"""The process that opens one document. Started by `sandbox.py` with an empty environment and three pipes.

First everything is loaded, then the rights go, then the parent hears which are gone, and only then is the document
taken from standard input. One document, one answer, end. No secret is ever in this process.
"""

from __future__ import annotations

import gc
import os
import signal

from reports.intake import cda, docx, fhir, hl7, kind, lockdown, pdf, picture_pages, protocol, text
from reports.intake.errors import Reason, Unreadable

_STDIN, _STDOUT = 0, 1


def read(content: bytes) -> protocol.Document | Reason:
    """The document or the reason. Whatever a library throws ends here, as a code."""
    try:
        if len(content) > protocol.FILE_BYTES:
            return Reason.TOO_LARGE
        match kind.of(content):
            case kind.Kind.PDF:
                return pdf.read(content)
            case kind.Kind.PICTURE:
                return picture_pages.read(content)
            case kind.Kind.DOCX:
                return docx.read(content)
            case kind.Kind.HL7:
                return hl7.read(content)
            case kind.Kind.FHIR:
                return fhir.read(content)
            case kind.Kind.CDA:
                return cda.read(content)
            case kind.Kind.TEXT:
                return text.read(content)
    except Unreadable as refusal:
        return refusal.reason
    except Exception:  # the message may quote the document
        return Reason.UNREADABLE


def main() -> None:  # pragma: no cover - runs under seccomp, proven by test_sandbox.py
    pdf.start()
    gc.disable()  # one document, and then the end: what is thrown away in between is little
    held = lockdown.lock()
    _send(protocol.ready(held))
    (length,) = protocol.REQUEST.unpack(_receive(protocol.REQUEST.size))
    signal.alarm(int(protocol.WALL_SECONDS) + 2)  # the parent counts too; this one outlives a parent that died
    if length > protocol.FILE_BYTES + 1:
        return
    _send(protocol.answer(read(_receive(length))))
    os._exit(0)  # no clean-up: nothing to save, and nothing more may run


def _receive(length: int) -> bytes:  # pragma: no cover - as above
    received = bytearray()
    while len(received) < length:
        piece = os.read(_STDIN, min(1 << 20, length - len(received)))
        if not piece:  # the parent is gone, or has no use for this spare
            os._exit(0)
        received += piece
    return bytes(received)


def _send(message: bytes) -> None:  # pragma: no cover - as above
    while message:
        message = message[os.write(_STDOUT, message) :]
