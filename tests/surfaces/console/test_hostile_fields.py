"""S8: every field of every table that can hold somebody's text holds a hostile one, and every page still only shows it.

The fields come from the models, so that a new one is tried without anybody thinking of it.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import models, transaction
from django.test import Client

from tests import cast
from tests.surfaces.console import addresses
from tests.surfaces.console import town as builder
from thereafter.engagement.journeys.models import Version
from thereafter.record.staff import invitations
from thereafter.record.staff.models import Deed, SecondLook
from thereafter.record.staff.roles import Role

pytestmark = pytest.mark.django_db
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    'javascript:alert(1)//" onclick=alert(1) x="',
    "<a href=javascript:alert(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "{{7*7}}{% debug %}<math><mi xlink:href=javascript:alert(1)>",
    "--><script>alert(1)</script>",
    "<style>@import'//evil.example/x'</style>",
    "<base href=//evil.example/>",
    "<form action=//evil.example><input type=submit>",
    "<meta http-equiv=refresh content=0;//evil.example>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202e<script>alert(1)</script>",
    "<scr\u0130pt>alert(1)</scr\u0130pt>",
]
# What names something else, or is one of few words, or is code: changed, it would be another thing and no text.
OURS = {"key", "token", "digest", "state", "kind", "session_key", "username", "password", "currency", "time_zone"}
CODE = Version._meta.get_field("text")  # a journey as it is written, which nothing unreadable becomes


def typed() -> Iterator[tuple[type[models.Model], "models.Field[Any, Any]"]]:
    """Every field of ours that holds free text."""
    for model in apps.get_models():
        if not model.__module__.startswith("thereafter.") and model is not User:
            continue
        unique = {name for one in model._meta.constraints for name in getattr(one, "fields", ())}
        unique |= {field.name for field in model._meta.pk_fields}
        for field in model._meta.fields:
            is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
            is_plain = not field.primary_key and not field.unique and field.name not in unique | OURS
            if is_text and is_plain and field != CODE and (field.max_length or 1_000) >= 60:
                yield model, field


class Elements(HTMLParser):
    """What a browser would make of a page: each element with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    @property
    def hostile(self) -> list[str]:
        """Elements and attributes that run something, or lead where we do not."""
        return [f"<{tag} {attributes}>" for tag, attributes in self.found if _is_hostile(tag, attributes)]


def _is_hostile(tag: str, attributes: dict[str, str | None]) -> bool:
    leading = ("href", "src", "action", "formaction", "content", "xlink:href", "data", "poster")
    values = [str(attributes[name]).strip().lower() for name in leading if name in attributes]
    return (
        any(name.startswith("on") for name in attributes)
        or any(value.startswith(("javascript:", "//evil", "data:text")) for value in values)
        or "srcdoc" in attributes
        or (tag == "script" and "src" not in attributes and attributes.get("type") != "application/json")
        or tag in {"math", "base", "style"}
    )


@pytest.fixture(scope="module")
def a_town(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A town in which there is something of every kind."""
    with django_db_blocker.unblock(), transaction.atomic():
        builder.settle(8)
        ruth = cast.member("ruth", Role.MARKETER)
        invitations.invite("Grace", "", Role.AGENT, by="ruth", now=cast.NOON)
        SecondLook.objects.create(what="x", about="y", size=9, words="z", asked_by=ruth, asked_at=cast.NOON)
        Deed.objects.create(at=cast.NOON, actor="x", what="y", details={"a": "b"})
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module", params=range(3))
def crooked_town(request: pytest.FixtureRequest, a_town: None, django_db_blocker: Any) -> None:
    """Every text in it is hostile; three times, so that each field holds several of the payloads."""
    turn = count(request.param * 7)
    with django_db_blocker.unblock():
        for model, field in typed():
            payload = PAYLOADS[next(turn) % len(PAYLOADS)]
            model._default_manager.update(**{field.name: payload[: field.max_length]})


def test_there_are_many_fields_to_try() -> None:
    assert len(list(typed())) > 60


@pytest.mark.parametrize("page", addresses.to_look_at(), ids=lambda page: str(page.name))
def test_no_page_runs_what_a_field_holds(console: Client, crooked_town: None, page: Any) -> None:
    response = console.get(addresses.example(page))
    assert response.status_code in {200, 302, 404}, page.name
    is_mail = page.name in {"message-mail", "playbook-mail"}
    if response.status_code == 200 and "html" in response.headers["Content-Type"] and not is_mail:
        html = response.getvalue().decode()
        assert Elements(html).hostile == []
        assert "49{%" not in html
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("payload", PAYLOADS[:8])
def test_a_page_that_forgot_to_escape_is_seen(payload: str) -> None:
    assert Elements(f'<p title="{payload}">{payload}</p>').hostile or "alert" not in payload
