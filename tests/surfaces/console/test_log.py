"""The log as it is read: every deed in words, what it was done to by its name, and no word of the machine."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests import cast
from tests.cast import NOON
from tests.surfaces.console import addresses
from thereafter.record.staff import log
from thereafter.record.staff.roles import May, Role
from thereafter.surfaces.console.staff import deeds
from thereafter.surfaces.ui import methods

pytestmark = pytest.mark.django_db


def test_every_deed_that_is_logged_has_a_name_in_words() -> None:
    changing = {
        str(page.name)
        for page in addresses.behind_the_door()
        if getattr(page.callback, "methods", None) != methods.PAGE
        and getattr(page.callback, "may", None) is not May.LOOK
    }
    assert changing - set(deeds.NAMES) == {"letter-foresee"}  # which only asks


def test_the_log_says_in_words_who_did_what_to_whom(console: Client, owner: User) -> None:
    ada, mary = cast.ada(), cast.member("mary", Role.AGENT)
    User.objects.filter(pk=owner.pk).update(first_name="Ruth", last_name="Ash")
    log.record("console:owner", "consent-record", about={"customer_id": ada.pk}, details={"holds": True}, now=NOON)
    log.record("cli:root", "staff-role", about={"member_id": mary.pk}, words="mary is owner.", now=NOON)
    log.record("console:owner", "list-keep", about={"draft_key": "5", "key": "trade-fair"}, words="old", now=NOON)
    page = console.get("/settings/log/").content.decode()
    rows = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall("(?s)<td.*?</tr>", page)]
    assert rows == [
        "Ruth Ash Put people into a list trade fair",
        "root, at a terminal mary is owner. mary",
        f"Ruth Ash Recorded what somebody said about being written to holds: yes customer {ada.pk}",
    ]
    assert f'href="/customers/{ada.pk}/"' in page
