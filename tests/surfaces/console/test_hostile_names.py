"""Whatever customers, products, segments and journeys are called: it is shown, and never run."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.surfaces.console import addresses
from tests.surfaces.console import town as builder
from thereafter.connectors.files.models import Run
from thereafter.engagement.cases.models import Task
from thereafter.engagement.messaging.models import Message
from thereafter.record.customers.models import ConsentRecord, Customer, Identity, Trouble
from thereafter.record.events.models import Event

pytestmark = pytest.mark.django_db
NAME = """<script>alert(1)</script>'"><img src=x onerror=alert(2)>{{7*7}}{% now %}"""


@pytest.fixture(scope="module")
def crooked_town(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A town where everybody and everything is called the same, by somebody who means us ill."""
    with django_db_blocker.unblock(), transaction.atomic():
        builder.settle(12, name=NAME)
        Customer.objects.update(custom={NAME: NAME}, provenance={"first_name": [NAME, ""]})
        Identity.objects.filter(kind="number").update(source=NAME[:60])
        ConsentRecord.objects.update(method=NAME[:60], source=NAME[:60], proof={NAME: NAME})
        Trouble.objects.update(words=NAME)
        Task.objects.update(title=NAME, reason=NAME)
        Run.objects.update(file_name=NAME, error=NAME, report={"counts": {NAME: 1}, "columns": {NAME: NAME}})
        Message.objects.update(error=NAME)
        Event.objects.filter(name="stage.changed").update(properties={"from": NAME, "to": NAME})
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("page", addresses.to_look_at(), ids=lambda page: str(page.name))
def test_a_hostile_name_is_text_on_every_page(console: Client, crooked_town: None, page: Any) -> None:
    response = console.get(addresses.example(page))
    assert response.status_code == 200
    html = response.getvalue().decode()
    if "html" in response.headers["Content-Type"]:
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "onerror=alert(2)>" not in html.replace("&gt;", "")
    assert "49{%" not in html


@pytest.mark.parametrize(
    "address", ["/search/?q=", "/customers/?q=", "/journeys/messages/?journey=", "/sign-in/?next="]
)
def test_a_hostile_question_is_text_in_its_answer(console: Client, crooked_town: None, address: str) -> None:
    html = console.get(
        address + "%3Cscript%3Ealert(1)%3C/script%3E%22%3E%3Cimg%20src=x%20onerror=alert(2)%3E"
    ).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
