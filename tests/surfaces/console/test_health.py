"""Settings answers whether everything is all right, and is right about it."""

import pytest
from django.test import Client

from tests import cast
from tests.cast import NOON
from thereafter.engagement.messaging.models import State

pytestmark = pytest.mark.django_db


def settings_page(console: Client) -> str:
    return console.get("/settings/").content.decode()


def test_a_mail_server_that_cannot_be_reached_is_not_all_right(
    console: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:2599")
    cast.live()
    assert "Mails leave by 127.0.0.1." in settings_page(console)
    note, ada = cast.purpose(), cast.ada()
    cast.judged(note, ada)
    waits = cast.message(note, ada)
    type(waits).objects.filter(pk=waits.pk).update(
        state=State.READY, error="127.0.0.1:2599 cannot be reached", decided_at=NOON
    )
    page = settings_page(console)
    assert "1 mail could not be handed over and waits: “127.0.0.1:2599 cannot be reached”." in page
    assert "Mails leave by" not in page
