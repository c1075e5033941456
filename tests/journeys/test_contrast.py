"""Contrast of every pair of colours that meet, computed from tokens.css: text 7:1, parts of the interface 3:1."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

SHEETS = settings.BASE_DIR / "static" / "css"
GROUNDS = ("paper", "surface", "quiet", "green-tint", "open-tint")
TEXT = [(text, ground) for text in ("ink", "soft", "green", "open") for ground in GROUNDS] + [("on-green", "green")]
INTERFACE = [(edge, ground) for edge in ("line", "green", "open", "ink") for ground in GROUNDS]


def palette(scheme: str) -> dict[str, str]:
    """Name → #rrggbb, as a browser ends up with in this scheme."""
    text = (SHEETS / "tokens.css").read_text()
    plain, *media = re.split(r"@media \((?=prefers|forced)|@media (?=print)", text)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", plain))
    if scheme != "light":
        block = next(part for part in media if part.startswith(scheme))
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    return found


def luminance(color: str) -> float:
    parts = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_guidelines_define_it() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54  # the best known grey of the 4.5:1 border


@pytest.mark.parametrize("scheme", ["light", "prefers-color-scheme: dark", "print"])
def test_text_and_interface_stand_out(scheme: str) -> None:
    colors = palette(scheme)
    weak = [
        f"{front} on {ground}: {contrast(colors[front], colors[ground]):.2f}"
        for pairs, least in ((TEXT, 7), (INTERFACE, 3))
        for front, ground in pairs
        if contrast(colors[front], colors[ground]) < least
    ]
    assert not weak


def test_dark_changes_every_color() -> None:
    light, dark = palette("light"), palette("prefers-color-scheme: dark")
    assert light.keys() == dark.keys()
    assert not [name for name in light if light[name] == dark[name]]


def test_no_color_outside_the_tokens() -> None:
    pattern = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(|:\s*(?:red|white|black|green)\b")
    sheets = [sheet for sheet in SHEETS.rglob("*.css") if sheet.name != "tokens.css"]
    assert len(sheets) > 15
    assert not [
        (sheet.name, pattern.findall(sheet.read_text())) for sheet in sheets if pattern.search(sheet.read_text())
    ]


def test_nothing_that_marks_a_result_is_red() -> None:
    for scheme in ("light", "prefers-color-scheme: dark"):
        for name, color in palette(scheme).items():
            red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
            assert not (red > 120 and red > 2.2 * max(green, blue)), f"{name} {color} in {scheme}"
