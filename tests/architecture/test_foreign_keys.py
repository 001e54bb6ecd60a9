"""Tables know the tables below them, never those above."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models

from tests.architecture.house import rank

Place = tuple[str, str]


def pointing_up(links: Iterable[tuple[str, Place, Place]]) -> list[str]:
    """The links, each named, from one (floor, room) to another, that do not point down."""
    return [
        f"{name} points from {'/'.join(source)} up to {'/'.join(target)}"
        for name, source, target in links
        if source != target and rank(*source) <= rank(*target)
    ]


def links() -> Iterable[tuple[str, Place, Place]]:
    for model in apps.get_models():
        source = _place(model)
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if source and isinstance(field, models.ForeignKey | models.ManyToManyField) and target:
                end = _place(target)
                if end:
                    yield f"{model._meta.label}.{field.name}", source, end


def _place(model: type[models.Model]) -> Place | None:
    parts = model.__module__.split(".")
    return (parts[1], parts[2]) if parts[0] == "thereafter" else None


def test_foreign_keys_point_down() -> None:
    found = list(links())
    assert found, "no foreign key was found at all, so the rule was not tried"
    assert pointing_up(found) == []


def test_the_rule_of_foreign_keys_can_fail() -> None:
    assert pointing_up([("customers.Customer.profile", ("record", "customers"), ("audience", "profiles"))])
    assert pointing_up([("messaging.Message.step", ("engagement", "messaging"), ("engagement", "journeys"))])
    assert pointing_up([("files.Run.mail", ("connectors", "files"), ("connectors", "smtp"))])
    assert not pointing_up([("journeys.Step.purpose", ("engagement", "journeys"), ("engagement", "messaging"))])
