"""A button that somebody may not press is not shown to her, and no link leads her to a page that is not hers."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import Resolver404, URLPattern, resolve

from tests import cast
from tests.surfaces.console import addresses
from thereafter.record.customers.models import Customer
from thereafter.record.staff.roles import Role, allowed

pytestmark = pytest.mark.django_db
_LEADS = re.compile(r'\b(?:href|action|formaction|hx-get|hx-post)="(/[^"?#]*)')


@pytest.fixture(autouse=True)
def _in_the_town(town: list[Customer]) -> None:
    """There is something to do everything to."""


def vain(page: URLPattern, role: Role) -> Iterator[str]:
    """Where this page would lead somebody in this role in vain."""
    browser = Client()
    browser.force_login(cast.member(f"a-{role}", role).user)
    response = browser.get(addresses.example(page))
    if response.status_code != 200 or response.streaming:
        return
    for address in sorted(set(_LEADS.findall(response.content.decode()))):
        try:
            needed = getattr(resolve(address).func, "may", None)
        except Resolver404:
            continue
        if needed and needed not in allowed(role):
            yield address


@pytest.mark.parametrize("page", addresses.to_look_at(), ids=lambda page: str(page.name))
def test_nothing_on_a_page_leads_anybody_where_she_may_not_go(page: URLPattern) -> None:
    assert {role: found for role in set(Role) - {Role.OWNER} if (found := list(vain(page, role)))} == {}
