"""Who is here twice? Pairs side by side, joined, told apart, put off, and taken apart again."""

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.cast import NOON, days
from thereafter.foundation.clock import VirtualClock
from thereafter.record.customers import jobs
from thereafter.record.customers.merging import duplicates, sweeps
from thereafter.record.customers.models import Customer, Double, Merge, Sweep
from thereafter.record.shop import settings
from thereafter.record.staff.models import Deed
from thereafter.record.staff.roles import Role

pytestmark = pytest.mark.django_db
HERE = "/customers/doubles/"


def two(name: str = "ada") -> tuple[Customer, Customer]:
    """Two records of one person, found."""
    first = cast.customer(name.title(), last_name="Byron", email=f"{name}@gmail.com")
    again = cast.customer(name.title(), last_name="Byron", email=f"{name}+shop@gmail.com", since=NOON - days(30))
    duplicates.find(now=NOON)
    return first, again


def the_pair() -> Double:
    return duplicates.waiting(now=NOON)[0]


def test_a_pair_is_listed_with_its_reason_and_shown_side_by_side(console: Client) -> None:
    first, again = two()
    Customer.objects.filter(pk=again.pk).update(
        country="FR", provenance={"country": ["console:karl", NOON.isoformat()]}
    )
    listed = console.get(HERE).content.decode()
    assert "addresses of one mailbox" in listed and "Certain" in listed and "ada+shop@gmail.com" in listed
    shown = console.get(f"{HERE}{the_pair().pk}/").content.decode()
    assert "karl, 10 Mar 2026" in shown and "console:karl" not in shown, "each field with its source and date"
    assert f"number {first.pk}</a>" in shown and "ada+shop@gmail.com is used" in shown


def test_a_pair_is_joined_and_taken_apart_again(console: Client) -> None:
    first, again = two()
    console.post(f"{HERE}{the_pair().pk}/join/", {"stays": first.pk})
    assert [one.pk for one in Customer.objects.all()] == [first.pk]
    moved = console.get(f"/customers/{again.pk}/")
    assert moved.status_code == 302 and moved["Location"] == f"/customers/{first.pk}/"
    merge = Merge.objects.get()
    assert "Take apart" in console.get(f"/customers/{first.pk}/").content.decode()
    console.post(f"/customers/joined/{merge.pk}/undo/")
    assert Customer.objects.count() == 2
    assert [deed.what for deed in Deed.objects.order_by("pk")] == ["double-join", "merge-undo"]
    assert "Byron" not in str(list(Deed.objects.values())), "the log names no customer"


def test_the_younger_record_may_stay_if_somebody_says_so(console: Client) -> None:
    _, again = two()
    pair = the_pair()
    assert "younger record" in console.get(f"{HERE}{pair.pk}/?stays={again.pk}").content.decode()
    console.post(f"{HERE}{pair.pk}/join/", {"stays": again.pk})
    assert [one.pk for one in Customer.objects.all()] == [again.pk]


@pytest.mark.parametrize("verb", ["apart", "later"])
def test_after_a_decision_comes_the_next_pair(console: Client, verb: str) -> None:
    two("ada")
    two("grace")
    pair = the_pair()
    answer = console.post(f"{HERE}{pair.pk}/{verb}/", {"then": "next"})
    following = the_pair()
    assert following != pair and answer["Location"] == f"{HERE}{following.pk}/"


def test_who_was_told_apart_can_be_asked_about_again(console: Client) -> None:
    two()
    pair = the_pair()
    console.post(f"{HERE}{pair.pk}/apart/")
    assert not duplicates.waiting(now=NOON)
    assert "Ask again" in console.get("/customers/joined/?view=apart").content.decode()
    console.post(f"{HERE}{pair.pk}/again/")
    assert the_pair() == pair


def test_all_certain_ones_are_joined_by_the_worker_while_a_bar_shows_how_far_it_is(
    console: Client, clock: VirtualClock
) -> None:
    for name in ("ada", "grace", "edith"):
        two(name)
    assert "Join all 3 certain pairs" in console.get(HERE).content.decode()
    console.post(f"{HERE}join-certain/")
    assert "Joining all certain ones" in console.get(HERE).content.decode()
    jobs.sweep(clock)
    assert Merge.objects.count() == 3 and Sweep.objects.get(kind="join").asked_by == "console:owner"
    assert "See what there is now" in console.get(HERE, headers={"HX-Request": "true"}).content.decode()
    assert console.get("/customers/joined/").content.decode().count("Undo</button>") == 3


def test_only_who_settles_the_shop_lets_certain_ones_be_joined_by_themselves(console: Client) -> None:
    console.post(f"{HERE}by-itself/", {"on": "yes"})
    assert settings.read().merge_certain
    marketer = Client()
    marketer.force_login(cast.member("mina", Role.MARKETER).user)
    assert marketer.post(f"{HERE}by-itself/", {"on": "no"}).status_code == 403
    assert "Stop joining by itself" not in marketer.get(HERE).content.decode()


def test_somebody_may_name_a_record_herself(console: Client) -> None:
    ada = cast.ada()
    other = cast.customer("Augusta", email="augusta@people.example")
    answer = console.post(f"/customers/{ada.pk}/same-as/", {"who": "augusta@people.example"})
    pair = Double.objects.get()
    assert answer["Location"] == f"{HERE}{pair.pk}/"
    assert "named by somebody" in console.get(answer["Location"]).content.decode()
    duplicates.find(now=NOON)
    assert Double.objects.filter(pk=pair.pk).exists(), "no rule found it, and so none takes it away"
    assert console.post(f"/customers/{ada.pk}/same-as/", {"who": str(other.pk)})["Location"] == answer["Location"]
    refused = console.post(f"/customers/{ada.pk}/same-as/", {"who": "nobody"}, follow=True)
    assert "is not one other record" in refused.content.decode()


def test_what_a_record_said_that_was_joined_stays_visible_with_its_source_and_date(console: Client) -> None:
    first, again = two()
    Customer.objects.filter(pk=again.pk).update(
        last_name="Lovelace", provenance={"last_name": ["console:karl", "2024-05-01T12:00:00+00:00"]}
    )
    console.post(f"{HERE}{the_pair().pk}/join/", {"stays": first.pk})
    page = console.get(f"/customers/{first.pk}/").content.decode()
    assert "Lovelace" in page and "karl, 1 May 2024" in page


def test_the_list_takes_as_many_queries_for_many_pairs_as_for_one(console: Client, queries: Any) -> None:
    two("ada")
    one = queries(console, HERE)
    for name in ("grace", "edith", "ida", "otto"):
        two(name)
    assert queries(console, HERE) == one


def test_an_empty_shop_says_what_will_be_here(console: Client) -> None:
    assert "Nobody has looked yet" in console.get(HERE).content.decode()
    assert "Nothing was joined yet" in console.get("/customers/joined/").content.decode()


def test_a_pass_that_failed_says_so_with_its_remedy_until_another_one_is_asked_for(console: Client) -> None:
    two()
    sweep = sweeps.ask(Sweep.Kind.JOIN, by="console:owner", now=NOON)
    assert "Failed" not in console.get(HERE).content.decode()
    sweeps.fail(sweep, ValueError("of ada@gmail.com"), now=NOON)
    page = console.get(HERE).content.decode()
    assert "It failed (ValueError); the log says why. Ask for it again." in page and "Join all 1 certain pair" in page
    assert "of ada@gmail.com" not in page
    console.post(f"{HERE}join-certain/")
    assert "It failed" not in console.get(HERE).content.decode()
