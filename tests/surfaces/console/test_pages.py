"""Every page answers, for an empty shop and for a full one."""

import pytest
from django.test import Client

from tests.surfaces.console import town

pytestmark = pytest.mark.django_db

PAGES = ["/", "/search/?q=Hale", "/customers/", "/customers/?q=marg", "/customers/?silent=30", "/segments/", "/segments/new/", "/journeys/", "/journeys/playbooks/", "/journeys/messages/", "/inbox/", "/settings/", "/settings/shop/", "/settings/imports/"]


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_shop_says_on_every_page_what_will_be_there(console: Client, page: str) -> None:
    assert console.get(page).status_code == 200


def test_town(console: Client) -> None:
    people = town.settle(24)
    pages = [*PAGES, *(f"/customers/{p.pk}/" for p in people[:3])]
    for page in pages:
        r = console.get(page)
        assert r.status_code == 200, page
