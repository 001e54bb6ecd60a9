"""Four eyes: what is large is done after somebody else agreed."""

from datetime import datetime, timedelta

import pytest

from tests import cast
from tests.cast import NOON, days
from thereafter.record.shop.settings import ShopSettings
from thereafter.record.staff import second_look
from thereafter.record.staff.models import Member, SecondLook
from thereafter.record.staff.second_look import NeedsSecondLook

pytestmark = pytest.mark.django_db
SHOP = ShopSettings(second_look_above=500)


def require(size: int, about: str = "win-back", *, now: datetime = NOON) -> None:
    second_look.require("journey-on", about, size=size, words="Switch on Win back", shop=SHOP, now=now)


def ask(member: Member, size: int = 900) -> SecondLook:
    with pytest.raises(NeedsSecondLook) as caught:
        require(size)
    second_look.ask(caught.value, member=member, now=NOON)
    return second_look.waiting().get()


@pytest.mark.parametrize(("size", "limit", "needed"), [(500, 500, False), (501, 500, True), (10**6, 0, False)])
def test_only_what_is_above_the_limit_takes_two_and_a_limit_of_nought_is_none(
    size: int, limit: int, needed: bool
) -> None:
    assert second_look.is_needed(size, ShopSettings(second_look_above=limit)) is needed


def test_it_goes_on_once_after_another_member_agreed() -> None:
    ruth, ada = cast.member("ruth"), cast.member("ada")
    second_look.answer(ask(ruth).pk, agreed=True, member=ada, now=NOON)
    require(900)
    with pytest.raises(NeedsSecondLook):
        require(900)


def test_what_was_agreed_to_yesterday_is_asked_about_again_today() -> None:
    ruth, ada = cast.member("ruth"), cast.member("ada")
    second_look.answer(ask(ruth).pk, agreed=True, member=ada, now=NOON)
    with pytest.raises(NeedsSecondLook) as caught:
        require(900, now=NOON + days(1))
    second_look.ask(caught.value, member=ruth, now=NOON + days(1))
    second_look.answer(second_look.waiting().get().pk, agreed=True, member=ada, now=NOON + days(1))
    require(900, now=NOON + days(2) - timedelta(seconds=1))


def test_who_asked_cannot_agree() -> None:
    ruth = cast.member("ruth")
    look = ask(ruth)
    with pytest.raises(second_look.OwnLook):
        second_look.answer(look.pk, agreed=True, member=ruth, now=NOON)


def test_who_agreed_to_little_did_not_agree_to_much() -> None:
    ruth, ada = cast.member("ruth"), cast.member("ada")
    second_look.answer(ask(ruth, 900).pk, agreed=True, member=ada, now=NOON)
    with pytest.raises(NeedsSecondLook):
        require(1_000)
    require(985)


def test_who_agreed_to_one_thing_did_not_agree_to_another() -> None:
    ruth, ada = cast.member("ruth"), cast.member("ada")
    second_look.answer(ask(ruth).pk, agreed=True, member=ada, now=NOON)
    with pytest.raises(NeedsSecondLook):
        require(900, "replenishment")


def test_a_no_ends_it_and_one_may_ask_anew() -> None:
    ruth, ada = cast.member("ruth"), cast.member("ada")
    look = ask(ruth)
    second_look.answer(look.pk, agreed=False, member=ada, now=NOON)
    with pytest.raises(second_look.Answered):
        second_look.answer(look.pk, agreed=True, member=ada, now=NOON)
    assert ask(ruth).pk != look.pk


def test_asking_twice_for_the_same_asks_once() -> None:
    ruth = cast.member("ruth")
    assert ask(ruth).pk == ask(ruth).pk
