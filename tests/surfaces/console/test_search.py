"""One field over everything: what is meant comes first, while typing and on a page, as far as she may look."""

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.cast import NOON, ada, grace
from thereafter.audience.segments import define, lists
from thereafter.record.customers import tags
from thereafter.record.staff.roles import Role
from thereafter.surfaces.console.search import places
from thereafter.surfaces.console.segments import pasted

pytestmark = pytest.mark.django_db


def found(browser: Client, words: str, *, typing: bool = True) -> str:
    """What is found, while somebody types or on the page."""
    headers = {"HX-Request": "true"} if typing else {}
    response: Any = browser.get("/search/", {"q": words}, headers=headers)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def groups(page: str) -> list[str]:
    """The rooms in which something was found, in their order."""
    return [part.split("</h3>")[0] for part in page.split("<h3>")[1:]]


def test_everything_that_is_called_so_is_found_by_room(console: Client) -> None:
    her = cast.customer("Amber", last_name="Teal")
    tags.put([her.pk], "amber room", source="test", now=NOON)
    lists.make("Amber list", now=NOON)
    define.define("ambers", name="Amber rule", rule={"all": []}, now=NOON)
    page = found(console, "amber")
    assert groups(page) == ["People", "Segments", "Lists", "Tags"]
    assert "amber@people.example" in page
    assert '/customers/?stage=everybody&amp;tag=amber+room"' in page


def test_an_exact_order_number_comes_before_people(console: Client) -> None:
    cast.order(ada(), number="1234")
    cast.customer("1234 Club")
    assert groups(found(console, "#1234"))[0] == "Orders"
    assert groups(found(console, "1234")) == ["Orders", "People"]
    assert groups(found(console, "123")) == ["People", "Orders"]


def test_the_page_says_the_same_without_javascript_and_leads_to_more(console: Client) -> None:
    for number in range(11):
        cast.customer("Ada", last_name=f"L{number}", email="")
    page = found(console, "ada", typing=False)
    assert page.count("/customers/") > 10 and "More of them" in page
    assert "Nothing is called that." in found(console, "nobody", typing=False)
    for nothing in (found(console, "nobody"), found(console, "nobody", typing=False)):
        assert "Try the beginning of a name" in nothing and "/customers/?stage=everybody" in nothing
    assert "All that was found" not in found(console, "nobody")
    assert "What are you looking for?" in found(console, "", typing=False)
    assert found(console, "") == ""


def test_pages_are_found_by_name_by_whoever_may_open_them(console: Client) -> None:
    other = Client()
    other.force_login(cast.member("abe", Role.ANALYST).user)
    assert "/settings/staff/" in found(console, "invite")
    assert "/settings/staff/" not in found(other, "invite")
    assert "/settings/imports/" in found(other, "shopify")


def test_every_place_is_there(console: Client) -> None:
    for place in places.PLACES:
        assert place.title in found(console, place.title)


@pytest.mark.parametrize("words", ["%", "_", "\\", "' OR 1=1 --", "<script>", "\0", "x" * 3000, "((", "&|!", "\ud83d"])
def test_what_is_hostile_finds_nothing_and_breaks_nothing(console: Client, words: str) -> None:
    grace()
    page = found(console, words.encode("utf-8", "replace").decode())
    assert "<script>" not in page


def test_a_search_takes_as_many_queries_for_many_as_for_few(console: Client, queries: Any) -> None:
    cast.order(cast.customer("Ada", last_name="Byron 0"), number="A1")
    few = queries(console, "/search/?q=a")
    for number in range(1, 9):
        cast.order(cast.customer("Ada", last_name=f"Byron {number}", email=""), number=f"A1{number}")
    assert queries(console, "/search/?q=a") <= few


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a@x.example, b@x.example;c@x.example", ["a@x.example", "b@x.example", "c@x.example"]),
        ("Ada <a@x.example>\n\n12 13\t14", ["a@x.example", "12", "13", "14"]),
        ("\"a@x.example\"\r\n'K-1'", ["a@x.example", "K-1"]),
        (" ;, \n", []),
    ],
)
def test_what_is_pasted_is_read_as_people_write_it(text: str, words: list[str]) -> None:
    assert [word for _, word in pasted.words(text)] == words
