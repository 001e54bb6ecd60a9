"""Every colour a word or a control can have, on every ground it can stand on, in light and in dark."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thereafter.surfaces.ui import colour

STATIC = Path(colour.__file__).parent / "static" / "ui"
TOKENS = {
    name: pair
    for name, *pair in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", (STATIC / "tokens.css").read_text()
    )
}
GROUNDS = ("surface", "raised", "wash", "accent-wash")
WORDS = ("ink", "muted", "accent", "good", "warn", "bad")
ON = [("on-accent", "accent"), ("on-bad", "bad")]
colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(("text", "ground"), [*((word, ground) for word in WORDS for ground in GROUNDS), *ON])
def test_words_can_be_read_in_light_and_in_dark(text: str, ground: str) -> None:
    for one, other in zip(TOKENS[text], TOKENS[ground], strict=True):
        assert colour.contrast(one, other) >= 4.5


@pytest.mark.parametrize("ground", GROUNDS[:3])
def test_the_edge_of_a_control_can_be_seen_in_light_and_in_dark(ground: str) -> None:
    for one, other in zip(TOKENS["edge"], TOKENS[ground], strict=True):
        assert colour.contrast(one, other) >= 3


def test_no_colour_stands_outside_the_tokens() -> None:
    white_paper_under_a_mail = "#ffffff"
    for sheet in STATIC.glob("*.css"):
        if sheet.name != "tokens.css":
            assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text())) <= {white_paper_under_a_mail}, sheet.name


def test_black_on_white_has_the_contrast_that_the_standard_says() -> None:
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)


@given(colours)
def test_whatever_colour_a_shop_sets_its_pages_can_be_read(chosen: str) -> None:
    face = colour.palette(chosen)
    assert colour.contrast(face.accent, TOKENS["surface"][0]) >= 4.5
    assert colour.contrast(face.dark_accent, TOKENS["surface"][1]) >= 4.5
    assert colour.contrast(face.dark_accent, TOKENS["raised"][1]) >= 4.5
    assert colour.contrast(face.on_accent, face.accent) >= 4.5
    assert colour.contrast(face.on_dark_accent, face.dark_accent) >= 4.5


def test_a_colour_that_can_be_read_stays_as_the_shop_set_it() -> None:
    assert colour.palette("#264e9f").accent == "#264e9f"


def test_what_is_no_colour_is_refused_with_its_remedy() -> None:
    with pytest.raises(ValueError, match="Write it like #264e9f"):
        colour.palette("red; } body { display: none")
