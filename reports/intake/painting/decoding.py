"""From the bytes of a file to one page in grey: an array of bytes, white paper, black ink. Runs only in the child.

Turned as the camera says; no other word of the file's metadata is read. Only the formats that are named here.
"""

from __future__ import annotations

import ctypes
import io
import warnings
from typing import Any, Final, TypeAlias

import numpy as np
import pypdfium2_raw as pdfium  # type: ignore[import-untyped]  # generated bindings
from numpy.typing import NDArray
from PIL import Image, ImageOps

from reports.intake.protocol import PAGE_PIXELS, PIXELS

try:
    import pi_heif
except ImportError:  # an optional part: without it, HEIC is a picture that does not open
    pi_heif = None

Grey: TypeAlias = NDArray[np.uint8]
FORMATS: Final = ("JPEG", "PNG", "WEBP", "TIFF", "HEIF")
_RESOLUTION: Final = 200 / 72  # pixels for a point of a PDF
_WITH_ANNOTATIONS: Final = 0x01


class TooLarge(Exception):  # noqa: N818 - what the picture is
    """More pixels than are taken."""


def start() -> None:
    """Load every decoder. Before the rights are given up."""
    if pi_heif:
        pi_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
    Image.init()
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    for form in ("JPEG", "PNG", "WEBP", "TIFF"):  # each loads its codec at its first use
        written = io.BytesIO()
        Image.new("RGB", (16, 16), "white").save(written, form, **({"compression": "jpeg"} if form == "TIFF" else {}))
        picture(written.getvalue(), 1)
    pdfium.FPDF_InitLibrary()


def page(content: bytes, number: int) -> Grey:
    """Page `number`, counted from 1. Whatever a library throws comes out."""
    return _rendered(content, number) if content.startswith(b"%PDF-") else picture(content, number)


def picture(content: bytes, number: int) -> Grey:
    try:
        opened = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooLarge from None
    with opened as image:
        if number > 1:
            image.seek(number - 1)
        if image.width * image.height > PIXELS:
            raise TooLarge
        if image.format == "JPEG":
            image.draft("L", image.size)
        return np.ascontiguousarray(np.asarray(_grey(ImageOps.exif_transpose(image)), dtype=np.uint8))


def _grey(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":  # more than eight bits: the highest eight
        deep = np.asarray(image, dtype=np.float32)
        top = float(deep.max(initial=1.0))
        scale = 255 / (65535 if top > 255 else 255)
        return Image.fromarray((deep * scale).clip(0, 255).astype(np.uint8))
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        paper.alpha_composite(clear)
        return paper.convert("L")
    return image.convert("L")


def _rendered(content: bytes, number: int) -> Grey:
    """The page as a person sees it, with what is stamped on it."""
    document: Any = pdfium.FPDF_LoadMemDocument64(content, len(content), None)
    page = pdfium.FPDF_LoadPage(document, number - 1) if document else None
    if not page:
        raise ValueError("page")
    try:
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        scale = min(_RESOLUTION, (PAGE_PIXELS / max(1.0, width * height)) ** 0.5)
        across, down = max(1, int(width * scale)), max(1, int(height * scale))
        buffer = (ctypes.c_ubyte * (across * down))()
        bitmap = pdfium.FPDFBitmap_CreateEx(across, down, pdfium.FPDFBitmap_Gray, buffer, across)
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, _WITH_ANNOTATIONS)
        pdfium.FPDFBitmap_Destroy(bitmap)
        return np.frombuffer(bytes(buffer), np.uint8).reshape(down, across)
    finally:
        pdfium.FPDF_ClosePage(page)
        pdfium.FPDF_CloseDocument(document)
