"""How many pages a picture file has, in its own process: with TIFF files that Pillow writes, and with broken ones."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from reports.intake import picture_pages
from reports.intake.errors import Reason, Unreadable
from reports.intake.protocol import PAGES


def tiff(pages: int) -> bytes:
    out = io.BytesIO()
    first, *others = [Image.new("L", (8, 8), shade) for shade in range(pages)]
    first.save(out, "TIFF", save_all=True, append_images=others)
    return out.getvalue()


def directories(order: str, *places: int) -> bytes:
    """A TIFF of empty directories at these places; each names the next, the last what `places` ends with."""
    head = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(order + "I", places[0])
    content = bytearray(max(places) + 8)
    content[: len(head)] = head
    for place, following in zip(places, [*places[1:], 0], strict=True):
        struct.pack_into(order + "HI", content, place, 0, following)
    return bytes(content)


@pytest.mark.parametrize("pages", [1, 2, 5, PAGES])
def test_each_directory_is_a_page(pages: int) -> None:
    document = picture_pages.read(tiff(pages))
    assert (document.pages_sent, len(document.page_starts), document.text) == (pages, pages, "")
    assert tuple(document.unread_pages) == tuple(range(1, pages + 1))


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders(order: str) -> None:
    assert picture_pages.read(directories(order, 8, 40, 80)).pages_sent == 3


def test_any_other_picture_is_one_page() -> None:
    out = io.BytesIO()
    Image.new("L", (8, 8)).save(out, "PNG")
    assert picture_pages.read(out.getvalue()).pages_sent == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (tiff(PAGES + 1), Reason.TOO_MANY_PAGES),
        (b"II*\x00" + struct.pack("<IHIHI", 8, 0, 14, 0, 8), Reason.DAMAGED),  # a circle
        (b"II*\x00" + struct.pack("<I", 0), Reason.DAMAGED),  # no page
        (b"II*\x00", Reason.DAMAGED),  # cut before the first
    ],
)
def test_what_is_broken_is_refused(content: bytes, reason: Reason) -> None:
    with pytest.raises(Unreadable) as refused:
        picture_pages.read(content)
    assert refused.value.reason is reason


def test_a_chain_that_is_cut_off_keeps_the_pages_before() -> None:
    assert picture_pages.read(b"II*\x00" + struct.pack("<I", 4000)).pages_sent == 1
