"""Seals a report under a key of its own and opens it again. AES-256-GCM; nothing here stores, logs or keeps a key.

It does not know who may open what: whoever brings id, key and ciphertext that belong together gets the text,
anyone else gets `Gone`, whatever was wrong. For a reading that takes longer than its request, a report's key is wrapped
with one of the server. Reasons: docs/adr/0030, 0064.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
BUCKET_BYTES = 16 * 1024  # ciphertexts come in steps of this size, so that a row does not tell how long the report is
LENGTH_BYTES = 4
ID_BYTES = 16

# What was sealed. Bytes of one kind do not open as another, whatever row they are moved to.
DOCUMENT = b"oncokind report "
UPLOAD = b"oncokind upload "
WRAPPED = b"oncokind wrapped "


class Gone(Exception):  # noqa: N818 - the name of the state, as the page says it
    """No such report for this visitor: unknown, expired, deleted, not theirs or altered. One answer for all."""


class Sealed(NamedTuple):
    key: str  # for the visitor's cookie alone
    ciphertext: bytes


class Named(NamedTuple):
    id: str
    key: str


def new_id() -> str:
    return secrets.token_urlsafe(ID_BYTES)


def new_key() -> str:
    return _encoded(secrets.token_bytes(KEY_BYTES))


def named(form_key: str, content: bytes) -> Named:
    """Id and key for what was sent with one form: the same for the same content sent twice, and for nothing else.

    `form_key` is 256 random bits that were given out with the form. Where it is none, id and key are new ones.
    """
    material = _decoded(form_key)
    if not any(material):
        return Named(new_id(), new_key())
    info = b"oncokind form " + hashlib.sha256(content).digest()
    made = HKDF(hashes.SHA256(), ID_BYTES + KEY_BYTES, None, info).derive(material)
    return Named(_encoded(made[:ID_BYTES]), _encoded(made[ID_BYTES:]))


def seal(report_id: str, content: bytes, key: str = "", kind: bytes = DOCUMENT) -> Sealed:
    """Under a fresh key, or under the one that the report has already."""
    key = key or new_key()
    nonce = secrets.token_bytes(NONCE_BYTES)
    ciphertext = AESGCM(_decoded(key)).encrypt(nonce, _pad(content), _bound_to(kind, report_id))
    return Sealed(key, VERSION + nonce + ciphertext)


def unseal(report_id: str, key: str, ciphertext: bytes, kind: bytes = DOCUMENT) -> bytes:
    """The content, or `Gone` for a wrong key, other bytes, a changed byte or an unknown version."""
    return _unpad(_decrypted(_decoded(key), ciphertext, kind, report_id))


def wrap(report_id: str, key: str) -> bytes:
    """A report's key under a key of the server for this one report: opened by who has `SECRET_KEY` and the row."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    wrapped = AESGCM(_server_key(report_id)).encrypt(nonce, _decoded(key), _bound_to(WRAPPED, report_id))
    return VERSION + nonce + wrapped


def unwrap(report_id: str, wrapped: bytes) -> str:
    """The report's key, or `Gone`."""
    return _encoded(_decrypted(_server_key(report_id), wrapped, WRAPPED, report_id))


def _server_key(report_id: str) -> bytes:
    made = HKDF(hashes.SHA256(), KEY_BYTES, None, b"oncokind queue " + report_id.encode())
    return made.derive(settings.SECRET_KEY.encode())


def _decrypted(key: bytes, ciphertext: bytes, kind: bytes, report_id: str) -> bytes:
    nonce, body = ciphertext[1 : 1 + NONCE_BYTES], ciphertext[1 + NONCE_BYTES :]
    try:
        content = AESGCM(key).decrypt(nonce, body, _bound_to(kind, report_id, ciphertext[:1]))
    except (InvalidTag, ValueError):
        content = None
    if content is None or ciphertext[:1] != VERSION:
        raise Gone
    return content


def _bound_to(kind: bytes, report_id: str, version: bytes = VERSION) -> bytes:
    """What the tag also covers: bytes moved to another row, or to another format, do not open."""
    return kind + version + report_id.encode()


def _encoded(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()


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
