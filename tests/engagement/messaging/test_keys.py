"""A message's name outside the house tells nothing, cannot be forged, and leads back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thereafter.engagement.messaging import keys, links
from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.links import Page
from thereafter.engagement.messaging.message_ids import key_of, message_id

_BIG = st.integers(-(2**63), 2**63 - 1)
ANY = st.builds(MessageKey, _BIG, _BIG, _BIG, st.integers(-(2**15), 2**15 - 1))
ADAS = MessageKey(7, 3, 1001, 1)


@given(ANY)
def test_every_message_is_found_by_its_message_id_and_by_its_links(key: MessageKey) -> None:
    assert key_of(message_id(key, domain="calder.example")) == key
    for page in Page:
        token = links.to(page, key, public_url="https://calder.example/").split("/")[-2]
        assert links.message(page, token) == key


def test_a_message_has_the_same_name_on_every_attempt_and_another_for_every_use() -> None:
    assert keys.seal(ADAS, "one") == keys.seal(ADAS, "one") != keys.seal(ADAS, "other")
    assert keys.unseal(keys.seal(ADAS, "one"), "other") is None


@given(st.text(max_size=80))
def test_what_we_did_not_write_names_nothing(text: str) -> None:
    assert keys.unseal(text, "one") is None
    assert key_of(text) is None
    assert links.guide(text) is None


@given(st.integers(0, 55), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_name_with_another_letter_names_nothing(place: int, letter: str) -> None:
    name = keys.seal(ADAS, "one")
    changed = f"{name[:place]}{letter}{name[place + 1 :]}"
    assert keys.unseal(changed, "one") == (ADAS if changed == name else None)


def test_neighbours_have_names_that_look_like_nothing_of_each_other() -> None:
    names = [keys.seal(MessageKey(customer, 3, 1001, 1), "one") for customer in range(200)]
    alike = [sum(map(str.__eq__, first, second)) for first, second in pairwise(names)]
    assert max(alike) < 14  # of 56 letters; by chance two or so


def test_a_message_id_quoted_by_a_bounce_in_other_letters_is_found() -> None:
    name = message_id(ADAS, domain="calder.example")
    assert key_of(f"  {name.upper()} ") == ADAS
    assert key_of(name.strip("<>")) == ADAS


def test_a_name_survives_a_change_of_the_secret_while_the_old_one_is_kept(settings: pytest.FixtureRequest) -> None:
    old = settings.SECRET_KEY  # type: ignore[attr-defined]
    name = keys.seal(ADAS, "one")
    settings.SECRET_KEY = "another secret"  # type: ignore[attr-defined]
    assert keys.unseal(name, "one") is None
    settings.SECRET_KEY_FALLBACKS = [old]  # type: ignore[attr-defined]
    assert keys.unseal(name, "one") == ADAS


def test_a_long_domain_still_fits_the_column() -> None:
    assert len(message_id(ADAS, domain=f"{'x' * 63}.{'y' * 63}.example")) <= 120
