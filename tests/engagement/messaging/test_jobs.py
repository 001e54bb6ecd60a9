"""What a round of delivery says in the log."""

import logging

import pytest

from tests import cast
from tests.cast import NOON
from thereafter.engagement.messaging import jobs
from thereafter.engagement.messaging.models import Message, State
from thereafter.foundation.clock import VirtualClock

pytestmark = pytest.mark.django_db(transaction=True)


def test_mail_that_could_not_be_handed_over_is_a_warning_that_names_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1?reserved=yes")
    cast.live()
    ada, note = cast.ada(), cast.purpose()
    assert cast.judged(note, ada)
    with caplog.at_level(logging.INFO):
        jobs.deliver(VirtualClock(NOON))
    assert Message.objects.get().state == State.READY
    [record] = [record for record in caplog.records if record.name.endswith("messaging.jobs")]
    assert (record.levelname, record.getMessage()) == (
        "WARNING",
        "Messaging: 1 could not be handed over and wait; the Settings page says why.",
    )
