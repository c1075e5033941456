"""Seals a report under a key of its own and opens it again. AES-256-GCM; nothing here stores, logs or keeps a key.

It does not know who may open what: whoever brings id, key and ciphertext that belong together gets the text,
anyone else gets `Gone`, whatever was wrong. Reasons: docs/adr/0030.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
BUCKET_BYTES = 16 * 1024  # ciphertexts come in steps of this size, so that a row does not tell how long the report is
LENGTH_BYTES = 4


class Gone(Exception):  # noqa: N818 - the name of the state, as the page says it
    """No such report for this visitor: unknown, expired, deleted, not theirs or altered. One answer for all."""


class Sealed(NamedTuple):
    key: str  # for the visitor's cookie alone
    ciphertext: bytes


def new_id() -> str:
    return secrets.token_urlsafe(16)


def seal(report_id: str, content: bytes) -> Sealed:
    key = secrets.token_bytes(KEY_BYTES)
    nonce = secrets.token_bytes(NONCE_BYTES)
    ciphertext = AESGCM(key).encrypt(nonce, _pad(content), _bound_to(report_id))
    return Sealed(base64.urlsafe_b64encode(key).rstrip(b"=").decode(), VERSION + nonce + ciphertext)


def unseal(report_id: str, key: str, ciphertext: bytes) -> bytes:
    """The content, or `Gone` for a wrong key, another report's bytes, a changed byte or an unknown version."""
    nonce, body = ciphertext[1 : 1 + NONCE_BYTES], ciphertext[1 + NONCE_BYTES :]
    try:
        padded = AESGCM(_decoded(key)).decrypt(nonce, body, _bound_to(report_id, ciphertext[:1]))
    except (InvalidTag, ValueError):
        padded = None
    if padded is None or ciphertext[:1] != VERSION:
        raise Gone
    return _unpad(padded)


def _bound_to(report_id: str, version: bytes = VERSION) -> bytes:
    """What the tag also covers: bytes moved to another row, or to another format, do not open."""
    return b"oncokind report " + version + report_id.encode()


def _decoded(key: str) -> bytes:
    try:
        decoded = base64.b64decode(key.encode("ascii") + b"=", altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        decoded = b""
    # A key of the wrong form is tried like any other wrong key: the same work, the same answer.
    return decoded if len(decoded) == KEY_BYTES else bytes(KEY_BYTES)


def _pad(content: bytes) -> bytes:
    framed = len(content).to_bytes(LENGTH_BYTES, "big") + content
    return framed + bytes(-len(framed) % BUCKET_BYTES)


def _unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    return padded[LENGTH_BYTES : LENGTH_BYTES + length]
