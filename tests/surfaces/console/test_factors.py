"""The seeds of second factors lie sealed: a copy of the database signs nobody in."""

from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from tests.surfaces.console.test_staff import RIGHT, code, set_up_an_app
from thereafter.foundation import safes
from thereafter.surfaces.console.door.factors import Factors

pytestmark = pytest.mark.django_db
sealing_them = import_module("thereafter.surfaces.console.migrations.0005_seeds_lie_sealed")


def seeds() -> dict[str, str]:
    """What lies in the database, by the kind of factor."""
    kept = dict(Authenticator.objects.values_list("type", "data"))
    return {"totp": kept["totp"]["secret"], "recovery_codes": kept["recovery_codes"]["seed"]}


def stand() -> tuple[int, int, int]:
    """How many seeds the present key opens, how many an older one, how many none."""
    [seen] = [seen for seen in safes.look() if seen.safe.model is Authenticator]
    return seen.present, seen.older, seen.none


def signs_in_by(shown: str) -> bool:
    """Whether a visitor with the right password comes in by this code."""
    visitor = Client()
    visitor.post("/sign-in/", {"login": "owner", "password": RIGHT})
    return visitor.post("/second-factor/", {"code": shown}).status_code == 302


def codes_on_paper(console: Client) -> list[str]:
    """What she printed."""
    return list(console.get("/me/second-factor/codes/").context["unused_codes"])


def test_neither_the_seed_of_an_app_nor_that_of_codes_on_paper_lies_open(console: Client) -> None:
    secret = set_up_an_app(console)
    assert secret not in str(list(Authenticator.objects.values()))
    opened = {kind: Factors().decrypt(sealed) for kind, sealed in seeds().items()}
    assert opened["totp"] == secret and opened["recovery_codes"] != seeds()["recovery_codes"]
    [first, *_] = codes_on_paper(console)
    assert signs_in_by(first)


def test_a_change_of_the_secret_key_keeps_every_factor(console: Client, settings: LazySettings) -> None:
    secret = set_up_an_app(console)
    before = seeds()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert stand() == (0, 2, 0)
    safes.renew()
    assert stand() == (2, 0, 0)
    settings.SECRET_KEY_FALLBACKS = []
    after = seeds()
    assert not set(before.values()) & set(after.values())
    assert Factors().decrypt(after["totp"]) == secret
    assert Authenticator.objects.get(type="recovery_codes").data["used_mask"] == 0, "the rest stays as it was"


def test_of_a_seed_that_no_key_opens_no_code_is_right_until_it_is_given_up(
    console: Client, settings: LazySettings
) -> None:
    secret = set_up_an_app(console)
    settings.SECRET_KEY = "another"
    for shown in (code(secret), code(""), "000000"):
        assert not signs_in_by(shown)
    assert stand() == (0, 0, 2)
    safes.give_up()
    visitor = Client()
    assert visitor.post("/sign-in/", {"login": "owner", "password": RIGHT}).status_code == 302
    assert visitor.get("/inbox/").status_code == 200


def test_seeds_of_before_are_sealed_once_and_open_again_on_the_way_back(console: Client) -> None:
    secret = set_up_an_app(console)
    with connection.schema_editor() as editor:
        sealing_them.open_them(apps, editor)
        assert seeds()["totp"] == secret
        sealing_them.seal_them(apps, editor)
        once = seeds()
        sealing_them.seal_them(apps, editor)
    assert seeds() == once and Factors().decrypt(once["totp"]) == secret
