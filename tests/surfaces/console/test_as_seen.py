"""A settings page that was opened before a colleague changed something undoes nothing of it."""

from collections.abc import Iterable

import pytest
from django import forms
from django.test import Client

from tests.cast import NOON
from thereafter.engagement.journeys.models import Journey
from thereafter.record.shop import settings

pytestmark = pytest.mark.django_db
PAGES = ["/settings/shop/", "/sending/limits/", "/setup/shop/", "/setup/sender/"]


def as_sent(form: forms.Form) -> dict[str, str]:
    """What a browser sends of the form when nobody touches it."""
    sent: dict[str, str] = {}
    for field in form:
        sent |= dict(_values(field, only_initial=True)) if field.field.show_hidden_initial else {}
        sent |= dict(_values(field, only_initial=False))
    return sent


def _values(field: forms.BoundField, *, only_initial: bool) -> Iterable[tuple[str, str]]:
    name = field.html_initial_name if only_initial else field.html_name
    value = field.value()
    if isinstance(field.field, forms.BooleanField) and not only_initial:
        return [(name, "on")] if value else []
    return [(name, "" if value is None else str(value))]


@pytest.mark.parametrize("page", PAGES)
def test_every_field_brings_along_what_stood_in_it(console: Client, page: str) -> None:
    response = console.get(page)
    html = response.content.decode()
    for field in response.context["form"]:
        if not field.field.disabled:
            assert f'name="{field.html_initial_name}"' in html, field.name


def test_an_old_page_changes_what_was_changed_on_it_and_nothing_else(console: Client) -> None:
    opened = as_sent(console.get("/settings/shop/").context["form"])
    settings.change("daily_cap", 2, source="console:olga", now=NOON)
    settings.change("require_second_factor", True, source="console:olga", now=NOON)
    settings.change("require_second_factor", False, source="console:olga", now=NOON)
    settings.change("second_look_above", 50, source="console:olga", now=NOON)
    assert console.post("/settings/shop/", opened | {"margin_rate": "0.4"}).status_code == 302
    shop = settings.read()
    assert (shop.daily_cap, shop.second_look_above, shop.margin_rate) == (2, 50, 0.4)


def test_who_changes_what_a_colleague_changed_meanwhile_is_told_and_keeps_it_by_sending_it_again(
    console: Client,
) -> None:
    opened = as_sent(console.get("/settings/shop/").context["form"])
    settings.change("daily_cap", 2, source="console:olga", now=NOON)
    late = console.post("/settings/shop/", opened | {"daily_cap": "3"})
    page = late.content.decode()
    assert late.status_code == 400 and "Somebody made it “2” meanwhile. Look, then keep it again." in page
    assert settings.read().daily_cap == 2
    again = opened | {"daily_cap": "3", "initial-daily_cap": "2"}
    assert 'name="initial-daily_cap" value="2"' in page
    assert console.post("/settings/shop/", again).status_code == 302
    assert settings.read().daily_cap == 3


def test_who_wants_what_a_colleague_made_of_it_already_hears_of_no_quarrel(console: Client) -> None:
    opened = as_sent(console.get("/settings/shop/").context["form"])
    settings.change("daily_cap", 2, source="console:olga", now=NOON)
    assert console.post("/settings/shop/", opened | {"daily_cap": "2"}).status_code == 302


def test_addresses_for_tests_that_a_colleague_named_stay(console: Client) -> None:
    opened = as_sent(console.get("/sending/limits/").context["form"])
    settings.change("test_addresses", ["olga@shop.example"], source="console:olga", now=NOON)
    assert console.post("/sending/limits/", opened | {"hourly_limit": "500"}).status_code == 302
    assert settings.read().test_addresses == ("olga@shop.example",) and settings.read().hourly_limit == 500


def test_two_who_switch_a_playbook_on_have_it_on(console: Client) -> None:
    for _ in range(2):
        console.post("/setup/playbooks/win-back/", {"wanted": "on"})
    assert Journey.objects.get(key="win-back").state == Journey.State.ON
    for _ in range(2):
        console.post("/setup/playbooks/win-back/", {"wanted": "off"})
    assert Journey.objects.get(key="win-back").state == Journey.State.OFF
