"""What `up` says before it serves."""

import os
import socket
import threading

import pytest

from tests.cast import NOON
from thereafter.foundation.clock import VirtualClock
from thereafter.foundation.errors import Refusal
from thereafter.project import serve

REMEDY = "that process, or set THEREAFTER_HOME to another folder for another shop."


def test_whoever_comes_second_hears_of_an_address_only_when_there_is_one() -> None:
    with serve.sole() as note:
        with pytest.raises(Refusal) as refused, serve.sole():
            pass
        assert str(refused.value) == f"This shop is served already (process {os.getpid()}). Stop {REMEDY}"
        note("http://127.0.0.1:8000")
        with pytest.raises(Refusal) as refused, serve.sole():
            pass
    assert str(refused.value) == (
        f"This shop is served already at http://127.0.0.1:8000 (process {os.getpid()}). "
        f"Open that address, stop {REMEDY}"
    )


@pytest.mark.parametrize("url", ["foo", "smtp://host:port", "smtp://[bad", "smtp://" + "a" * 300])
def test_a_mail_server_that_cannot_be_one_is_told_without_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_URL", url)
    trouble = serve.mail_trouble()
    assert "SMTP_URL" in trouble and url not in trouble
    assert trouble.endswith(" Until then no mail is sent.") and "\n" not in trouble


@pytest.mark.parametrize("url", ["", "smtp://user:password@mail.shop.example"])
def test_of_a_mail_server_that_may_be_one_or_of_none_nothing_is_said(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", url)
    assert serve.mail_trouble() == ""


@pytest.mark.django_db
def test_where_the_web_server_takes_long_that_is_said_once_and_the_address_as_soon_as_it_answers() -> None:
    said: list[str] = []
    with socket.socket() as late:
        late.bind(("127.0.0.1", 0))
        port = late.getsockname()[1]

        def say(words: str) -> None:
            said.append(words)
            late.listen()

        serve._announce("127.0.0.1", port, threading.Event(), VirtualClock(NOON), say)
    assert said[0] == "The web server does not answer yet. If it fell, the reason stands above; if not, wait on."
    assert said[1] == f"thereafter is up at http://127.0.0.1:{port} (Ctrl-C stops it)."
    assert "/sign-in/" in said[2] and len(said) == 3
