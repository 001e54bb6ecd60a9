"""Contrast as WCAG 2.2 measures it, and a shop's colour made readable. Pure."""

import colorsys
import re
from dataclasses import dataclass

READABLE = 4.5
_LIGHT_GROUND, _DARK_GROUND = "#fafaf7", "#1e1e1c"
_PAPER, _INK = "#ffffff", "#131313"

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (#rrggbb), 1 to 21. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[float, float, float]:
    if not _HEX.fullmatch(colour):
        raise ValueError(f'"{colour}" is not a colour of the form #rrggbb. Write it like #264e9f.')
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def readable(colour: str, ground: str) -> str:
    """The colour itself where it can be read on the ground, else the nearest lightness of it that can."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    step = -0.01 if _luminance(ground) > 0.18 else 0.01
    while contrast(colour, ground) < READABLE and 0 < lightness + step < 1:
        lightness += step
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
        colour = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    return colour if contrast(colour, ground) >= READABLE else (_INK if step < 0 else _PAPER)


@dataclass(frozen=True)
class Palette:
    """The accent of the shop's face for light and dark, and what can be read on it; `ui/face.css` takes it."""

    accent: str
    on_accent: str
    dark_accent: str
    on_dark_accent: str


def palette(colour: str) -> Palette:
    """A palette from the one colour a shop sets. Raises ValueError for what is no #rrggbb."""
    light, dark = readable(colour, _LIGHT_GROUND), readable(colour, _DARK_GROUND)
    return Palette(light, _text_on(light), dark, _text_on(dark))


def _text_on(ground: str) -> str:
    return _PAPER if contrast(_PAPER, ground) >= contrast(_INK, ground) else _INK
