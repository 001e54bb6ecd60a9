"""Every page of a full shop answers, leads nowhere wrong, and costs a few queries however much there is."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests import cast
from tests.cast import NOON, days
from tests.surfaces.console import addresses
from thereafter.audience.profiles import refresh
from thereafter.engagement.cases.models import Task
from thereafter.record.customers.models import Customer
from thereafter.record.staff.roles import Role

pytestmark = pytest.mark.django_db


IN_NO_ROOM = {"search", "sending", "setup", "me", "sessions"}


@pytest.mark.parametrize("page", addresses.to_look_at(), ids=lambda page: str(page.name))
def test_a_full_shop_has_every_page(console: Client, town: list[Customer], page: Any) -> None:
    response = console.get(addresses.example(page))
    assert response.status_code == 200
    if "html" in response.headers["Content-Type"] and page.name not in {"runs", "message-mail", "playbook-mail"}:
        html = response.content.decode()
        assert html.count("<h1") == 1
        assert 'aria-current="page"' in html or page.name in IN_NO_ROOM
        assert " style=" not in html and "<script>" not in html and "onclick" not in html


@pytest.mark.parametrize(
    ("address", "room"),
    [
        ("/", "Home"),
        ("/segments/", "Segments"),
        ("/segments/new/", "Segments"),
        ("/segment/best-customers/", "Segments"),
        ("/segment/best-customers/edit/", "Segments"),
        ("/journeys/messages/", "Journeys"),
        ("/journey/order-confirmation-and-thank-you/", "Journeys"),
        ("/settings/shop/", "Settings"),
        ("/segments/list/", "Segments"),
    ],
)
def test_the_rail_names_the_room_that_a_page_lies_in(
    console: Client, town: list[Customer], address: str, room: str
) -> None:
    html = console.get(address).content.decode()
    marked = re.findall(r'<a[^>]*aria-current="page"[^>]*>\s*(\w+)', html)
    assert room in marked
    assert room == "Home" or "Home" not in marked


def test_the_search_lies_in_no_room(console: Client) -> None:
    assert "aria-current" not in console.get("/search/?q=ada").content.decode()


def test_no_link_of_any_page_leads_nowhere(console: Client, town: list[Customer]) -> None:
    seen: set[str] = set()
    for page in addresses.to_look_at():
        response = console.get(addresses.example(page))
        if "html" in response.headers["Content-Type"]:
            seen |= {link.split("#")[0] for link in hrefs(response.content.decode())}
    inside = {link for link in seen if link.startswith("/") and not link.startswith("/static/")}
    broken = {link: status for link in sorted(inside) if (status := console.get(link).status_code) not in {200, 302}}
    assert len(inside) > 60
    assert not broken


def hrefs(html: str) -> list[str]:
    """Where the links of a page lead."""
    return [part.split('"')[0].replace("&amp;", "&") for part in html.split('href="')[1:]]


def test_filters_that_make_no_sense_are_looked_past(console: Client, town: list[Customer]) -> None:
    for address in (
        "/customers/?stage=nonsense&sort=nonsense&page=nonsense",
        "/customers/?page=999999",
        f"/customers/{town[0].pk}/?before=nonsense",
        f"/customers/{town[0].pk}/?before=2026-13-45T00:00:00Z",
        "/journeys/messages/?state=nonsense&reason=nonsense&journey=nonsense&day=0001-01-01&customer=99999999999999999999",
        "/journeys/messages/?day=2026-02-30",
        "/segment/best-customers/?after=-1",
        "/segment/best-customers/?after=99999999999999999999",
        "/inbox/?role=nonsense",
        "/search/?q=%00",
        "/customers/?q=%00",
    ):
        assert console.get(address).status_code == 200, address


def test_pages_take_as_many_queries_for_few_as_for_many(
    console: Client, owner: User, town: list[Customer], queries: Any
) -> None:
    """Ten times the people, orders, messages and tasks; the same number of questions to the database."""
    pages = [addresses.example(page) for page in addresses.to_look_at()]
    before = {address: queries(console, address) for address in pages}
    grow(town[0])
    after = {address: queries(console, address) for address in pages}
    assert after == before
    assert max(after.values()) <= 40


def grow(person: Customer) -> None:
    """More of everything: people, orders, events, messages, tasks."""
    note = cast.purpose(key="order-confirmation-and-thank-you/1/more")
    people = [cast.customer(f"Zoe{number}", last_name="Hale") for number in range(30)]
    for somebody in [*people, *[person] * 20]:
        cast.happened(somebody, about=cast.order(somebody, at=NOON - days(2)), at=NOON - days(2))
    cast.judged(note, person, *people)
    refresh.refresh_everybody(now=NOON)
    Task.objects.bulk_create(
        Task(
            customer_id=somebody.pk,
            origin=f"more {number}",
            title="Call her",
            reason="Again.",
            role=Role.OWNER,
            opened_at=NOON - days(2),
            due_at=NOON - days(1),
        )
        for number, somebody in enumerate([*people, *[person] * 20])
    )


def test_a_mail_is_shown_in_a_frame_that_can_run_nothing_under_a_policy_of_its_own(
    console: Client, town: list[Customer]
) -> None:
    message = next(page for page in addresses.to_look_at() if page.name == "message")
    page = console.get(addresses.example(message)).content.decode()
    [frame] = re.findall(r"<iframe[^>]*>", page)
    assert f'src="{addresses.example(message)}mail/"' in frame
    assert 'sandbox=""' in frame
    mail = console.get(addresses.example(message) + "mail/")
    assert "<html" in mail.content.decode()
    policy = mail.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert policy.endswith("sandbox")
    assert mail.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src" not in console.get("/").headers["Content-Security-Policy"]
