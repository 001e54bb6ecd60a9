"""A member whose user name is as long as one may be does all that others do."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import models
from django.test import Client

from tests import cast
from thereafter.record.customers.models import Correction, Suppression, Tag, Trouble
from thereafter.record.staff import actors
from thereafter.record.staff.models import Deed

pytestmark = pytest.mark.django_db
LONG = "rutherford" * 15


def test_every_column_for_who_did_something_takes_the_longest_actor() -> None:
    names = {"source", "by", "actor", "asked_by", "removed_by", "closed_by", "lifted_by", "written_by", "decided_by"}
    columns = [
        field.max_length
        for model in apps.get_models()
        if model.__module__.startswith("thereafter.")
        for field in model._meta.fields
        if isinstance(field, models.CharField) and field.name in names
    ]
    assert len(columns) > 20 and min(length for length in columns if length) == actors.LONGEST


def test_two_long_names_that_begin_alike_are_told_apart() -> None:
    one, other = (User(pk=number, username=f"{LONG[:-1]}{number}") for number in (1, 2))
    assert len(actors.of(one)) == actors.LONGEST
    assert actors.of(one) != actors.of(other)
    assert actors.of(User(pk=3, username="ruth")) == "console:ruth"


def test_what_she_does_is_kept_under_her_name() -> None:
    ada, ruth = cast.ada(), cast.member(LONG)
    console = Client()
    console.force_login(ruth.user)

    def do(what: str, **said: object) -> None:
        answer = console.post(what, said, follow=True)
        assert answer.status_code == 200, (what, answer.content)

    hers = f"/customers/{ada.pk}"
    plain = {name: getattr(ada, name) for name in ("first_name", "last_name", "country", "language", "time_zone")}
    do(f"{hers}/correct/", **{**plain, "first_name": "Augusta"})
    do(f"{hers}/addresses/add/", address="augusta@people.example")
    do(f"{hers}/notes/add/", text="She called.")
    do(f"{hers}/tag/", tag="vip")
    do(f"{hers}/untag/", tag="vip")
    do(f"{hers}/troubles/open/", kind="open_case", words="A lid is missing.")
    point = ada.contact_points.get(address="ada@people.example")
    do(f"{hers}/suppress/", point=point.pk, reason="She asked.", sure="yes")
    name = actors.of(ruth.user)
    assert Correction.objects.get().by == name
    assert (Tag.objects.get().source, Tag.objects.get().removed_by) == (name, name)
    assert Trouble.objects.get().source == Suppression.objects.get().source == name
    assert set(Deed.objects.values_list("actor", flat=True)) == {name}
    assert "rutherford" in console.get(f"{hers}/").content.decode()
