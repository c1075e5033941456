"""Every kind of picture becomes the same page in grey. Made-up pictures only: hostile ones go through the child."""

from __future__ import annotations

import io

import numpy as np
import pytest

pytest.importorskip("rapidocr")
from PIL import Image, PngImagePlugin

from reports.intake.painting import decoding, straightening
from tests.reports.intake import documents


@pytest.fixture(scope="module", autouse=True)
def _decoders():
    decoding.start()


def drawn() -> Image.Image:
    image = Image.new("L", (60, 40), 255)
    image.paste(0, (5, 5, 25, 10))
    image.paste(90, (40, 20, 50, 36))
    return image


TURNED = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}  # fmt: skip


@pytest.mark.parametrize("orientation", TURNED)
@pytest.mark.parametrize("form", ["PNG", "TIFF", "WEBP"])
def test_a_photo_is_turned_as_its_camera_says(form, orientation):
    """Whatever the orientation, the page that is read is the same."""
    turn = TURNED[orientation]
    stored = drawn() if turn is None else drawn().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    written = io.BytesIO()
    stored.convert("RGB").save(written, form, exif=exif, **({"lossless": True} if form == "WEBP" else {}))
    assert np.array_equal(decoding.picture(written.getvalue(), 1), np.asarray(drawn()))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I", "F", "CMYK"])
def test_every_depth_of_colour_gives_the_same_page(mode):
    image = drawn().point(lambda value: 255 if value > 200 else 0)
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    elif mode in {"LA", "RGBA"}:
        clear = Image.new(mode, image.size, (0,) * len(mode))  # black, but nothing of it is seen
        clear.paste(Image.new("L", image.size, 0).convert(mode), mask=image.point(lambda value: 255 - value))
        image = clear
    else:
        image = image.convert(mode)
    written = io.BytesIO()
    image.save(written, "TIFF" if mode in {"I", "F", "CMYK"} else "PNG")
    seen = decoding.picture(written.getvalue(), 1)
    assert seen[7, 10] < 20 and seen[1, 1] > 235 and seen.shape == (40, 60)


def test_the_pages_of_a_tiff():
    written = io.BytesIO()
    drawn().save(written, "TIFF", save_all=True, append_images=[drawn().rotate(180)])
    assert np.array_equal(decoding.picture(written.getvalue(), 2), np.asarray(drawn().rotate(180)))


def test_heic_where_its_decoder_is():
    heif = pytest.importorskip("pi_heif")
    assert heif and "HEIF" in Image.OPEN


@pytest.mark.parametrize("form", ["GIF", "BMP", "ICO", "PPM"])
def test_other_decoders_are_never_used(form):
    written = io.BytesIO()
    drawn().save(written, form)
    with pytest.raises(OSError):
        decoding.picture(written.getvalue(), 1)


def test_a_bomb_is_too_large_before_it_unfolds():
    written = io.BytesIO()
    Image.new("1", (8000, 7000)).save(written, "PNG")
    assert len(written.getvalue()) < 20_000
    with pytest.raises(decoding.TooLarge):
        decoding.picture(written.getvalue(), 1)


def test_words_in_the_file_are_not_read():
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "x" * 2_000_000, zip=True)
    written = io.BytesIO()
    drawn().save(written, "PNG", pnginfo=note)
    with pytest.raises(ValueError):  # a text chunk that unfolds to more than any camera writes
        decoding.picture(written.getvalue(), 1)


def test_a_page_of_a_pdf_is_painted_in_grey():
    painted = decoding.page(documents.pdf(documents.words(documents.SHOWN)), 1)
    assert painted.shape[0] > 2000 and painted.min() < 60 and np.median(painted) == 255
    with pytest.raises(ValueError):
        decoding.page(documents.pdf(documents.words(documents.SHOWN)), 2)


def lined() -> np.ndarray:
    page = np.full((1400, 1000), 255, np.uint8)
    for line in range(30):
        page[100 + 40 * line : 112 + 40 * line, 100 : 900 - 20 * (line % 7)] = 20
    return page


@pytest.mark.parametrize("degrees", [-2.0, -0.6, 0.0, 1.3, 2.0])
def test_the_tilt_of_a_page(degrees):
    tilted = np.asarray(Image.fromarray(lined()).rotate(-degrees, fillcolor=255, resample=Image.Resampling.BICUBIC))
    assert straightening.tilt(tilted) == pytest.approx(degrees, abs=0.15)


def test_a_page_on_its_side_is_turned():
    shape = straightening.upright(lined()).shape
    assert straightening.upright(np.ascontiguousarray(np.rot90(lined()))).shape == shape


def test_a_sheet_on_a_table_is_cut_out():
    table = np.full((1800, 1400), 50, np.uint8)
    table[200:1600, 200:1200] = lined()
    assert straightening.upright(table).shape == pytest.approx((1400, 1000), abs=12)


def test_shade_is_taken_away():
    shaded = (lined() * np.linspace(0.5, 1, 1000)).astype(np.uint8)
    even = straightening.upright(shaded)
    assert even[50].min() > 225 and even[105, 150:700].max() < 60


def test_blank_paper_is_blank():
    noise = np.random.default_rng(1).normal(240, 6, (1400, 1000)).clip(0, 255).astype(np.uint8)
    assert straightening.is_blank(noise) and not straightening.is_blank(lined())
