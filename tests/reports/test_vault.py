"""Only the id, the key and the bytes that belong together open a report; all else is one and the same `Gone`."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import vault


@given(st.binary(max_size=3 * vault.BUCKET_BYTES))
def test_what_was_sealed_opens_again(content):
    report_id = vault.new_id()
    key, ciphertext = vault.seal(report_id, content)
    assert vault.unseal(report_id, key, ciphertext) == content


def test_every_changed_byte_is_noticed():
    """The version, each byte of the nonce, both ends of the body and the tag: no change gives other text."""
    report_id = vault.new_id()
    key, ciphertext = vault.seal(report_id, b"ER: positive")
    places = [*range(64), *(secrets.randbelow(len(ciphertext)) for _ in range(200)), *range(-20, 0)]
    for place in places:
        changed = bytearray(ciphertext)
        changed[place] ^= 1 << secrets.randbelow(8)
        with pytest.raises(vault.Gone):
            vault.unseal(report_id, key, bytes(changed))


def test_a_key_opens_its_own_report_alone():
    """Neither another report's key, nor the right key with bytes that were moved to another row."""
    first, second = vault.new_id(), vault.new_id()
    first_key, first_ciphertext = vault.seal(first, b"first")
    second_key, second_ciphertext = vault.seal(second, b"second")
    for report_id, key, ciphertext in [
        (first, second_key, first_ciphertext),
        (second, first_key, first_ciphertext),
        (first, first_key, second_ciphertext),
        (second, first_key, second_ciphertext),
    ]:
        with pytest.raises(vault.Gone):
            vault.unseal(report_id, key, ciphertext)


@pytest.mark.parametrize(
    "key", ["", "=", "A" * 42, "A" * 43, "A" * 44, "é" * 43, "\x00", "A" * 100_000, "../../etc/passwd", "-_" * 22]
)
def test_a_key_of_any_other_form_is_gone_too(key):
    report_id = vault.new_id()
    with pytest.raises(vault.Gone):
        vault.unseal(report_id, key, vault.seal(report_id, b"text").ciphertext)


@pytest.mark.parametrize("length", [0, 1, 12, 13, 28, 29])
def test_a_row_that_was_cut_is_gone(length):
    report_id = vault.new_id()
    key, ciphertext = vault.seal(report_id, b"text")
    with pytest.raises(vault.Gone):
        vault.unseal(report_id, key, ciphertext[:length])


def test_the_size_of_a_row_tells_only_the_bucket():
    sizes = {
        length: len(vault.seal("id", bytes(length)).ciphertext)
        for length in (0, 1, 5_000, vault.BUCKET_BYTES - vault.LENGTH_BYTES, vault.BUCKET_BYTES, 300_000)
    }
    assert len({sizes[0], sizes[1], sizes[5_000], sizes[vault.BUCKET_BYTES - vault.LENGTH_BYTES]}) == 1
    assert sizes[vault.BUCKET_BYTES] == sizes[0] + vault.BUCKET_BYTES
    overhead = 1 + vault.NONCE_BYTES + 16
    assert all((size - overhead) % vault.BUCKET_BYTES == 0 for size in sizes.values())


def test_ids_keys_and_bytes_never_repeat():
    """P-01: 128 bits of id and 256 of key from the system's generator; each bit about as often on as off."""
    ids = [vault.new_id() for _ in range(20_000)]
    assert len(set(ids)) == len(ids)
    assert all(len(one) == 22 for one in ids)
    sealed = [vault.seal("id", b"the same") for _ in range(500)]
    assert len({one.key for one in sealed}) == len({one.ciphertext for one in sealed}) == 500
    keys = [vault._decoded(one.key) for one in sealed]
    ones = [sum(key[bit // 8] >> (bit % 8) & 1 for key in keys) for bit in range(256)]
    assert all(150 < count < 350 for count in ones)  # 500 throws; outside is 1 in 10**17 for each bit


def test_the_text_is_not_in_the_row():
    marker = secrets.token_hex(16).encode()
    _, ciphertext = vault.seal(vault.new_id(), marker * 50)
    assert marker not in ciphertext
