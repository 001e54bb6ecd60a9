"""The addresses of the console leave room for whatever somebody names."""

from itertools import permutations

import pytest
from django.urls import URLPattern

from thereafter.surfaces.console import urls


def parts(page: URLPattern) -> list[str]:
    """An address, folder by folder."""
    return str(page.pattern).strip("/").split("/")


def collides(named: list[str], fixed: list[str]) -> bool:
    """Whether a key could be chosen that gives the first address the words of the second."""
    pairs = list(zip(named, fixed, strict=False))
    fits = len(named) == len(fixed) and all(one == other or one.startswith("<slug:") for one, other in pairs)
    return fits and any(one != other for one, other in pairs)


def test_no_key_that_somebody_chooses_is_the_word_of_another_page() -> None:
    pairs = permutations(map(parts, urls.urlpatterns), 2)
    assert not [("/".join(named), "/".join(fixed)) for named, fixed in pairs if collides(named, fixed)]


@pytest.mark.parametrize(("fixed", "is_one"), [("segments/new", True), ("segments/new/edit", False)])
def test_a_collision_is_seen(fixed: str, is_one: bool) -> None:
    assert collides(["segments", "<slug:key>"], fixed.split("/")) is is_one
