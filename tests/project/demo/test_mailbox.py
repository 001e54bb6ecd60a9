"""The demo's mailbox counts what came over its socket, keeps it, and takes nothing for anybody who may exist."""

import smtplib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from tests.project.waiting import wait_until
from thereafter.foundation.clock import RealClock
from thereafter.project.demo import keeper
from thereafter.project.demo.mailbox.visit import Mailbox


@pytest.fixture
def said() -> list[str]:
    """What the keeper tells the person at the terminal."""
    return []


@pytest.fixture
def mailbox(tmp_path: Path, said: list[str]) -> Iterator[Mailbox]:
    """A mailbox over an empty folder."""
    with keeper.kept(tmp_path / "mailbox", clock=RealClock(), say=said.append) as answering:
        yield answering


def post(mailbox: Mailbox, *numbers: int, to: str = "ada@people.example") -> None:
    """Send one mail per number, each under a Message-ID of its own."""
    with smtplib.SMTP(mailbox.host, mailbox.port) as talk:
        for number in numbers:
            mail = f"Message-ID: <{number}@shop.example>\r\nSubject: Number {number}\r\n\r\nHello Ada\r\n"
            talk.sendmail("shop@shop.example", [to], mail)


def process_of(mailbox: Mailbox) -> psutil.Process:
    """The mailbox's own process, found by the port on its command line.

    Other tests of this run may have left children that ended and that nobody asked about: those have none.
    """
    alive = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    found = [child for child in alive if child.cmdline()[-1:] == [str(mailbox.port)]]
    assert len(found) == 1
    return found[0]


def test_it_counts_what_came_and_knows_every_message_id(mailbox: Mailbox) -> None:
    post(mailbox, 1, 2, 3)
    assert mailbox.received() == 3
    assert mailbox.message_ids() == ["1@shop.example", "2@shop.example", "3@shop.example"]


def test_it_keeps_each_mail_as_a_file_that_any_mail_program_opens(mailbox: Mailbox, tmp_path: Path) -> None:
    post(mailbox, 7)
    kept = list(tmp_path.glob("mailbox/*/*.eml"))
    assert [b"Subject: Number 7" in path.read_bytes() for path in kept] == [True]


def test_lines_that_begin_with_a_dot_are_kept_as_they_were_written(mailbox: Mailbox, tmp_path: Path) -> None:
    mail = "Message-ID: <8@shop.example>\r\n\r\n.\r\n..two\r\n.one\r\n" + "many words in a line\r\n" * 5_000
    with smtplib.SMTP(mailbox.host, mailbox.port) as talk:
        talk.sendmail("shop@shop.example", ["ada@people.example"], mail)
    assert [path.read_bytes() for path in tmp_path.glob("mailbox/*/*.eml")] == [mail.encode()]


@pytest.mark.parametrize("address", ["ada@example.com", "ada@gmail.com", "ada@example.attacker.net", "example"])
def test_it_takes_nothing_for_anybody_who_may_exist(mailbox: Mailbox, address: str) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        post(mailbox, 1, to=address)
    assert mailbox.received() == 0


def test_a_mail_that_comes_twice_is_counted_twice(mailbox: Mailbox) -> None:
    post(mailbox, 1, 1)
    assert (mailbox.received(), set(mailbox.message_ids())) == (2, {"1@shop.example"})


def test_killed_it_comes_up_again_on_its_port_and_still_knows_what_it_was_given(
    mailbox: Mailbox, said: list[str]
) -> None:
    post(mailbox, 1, 2)
    killed = process_of(mailbox)
    killed.kill()
    wait_until(lambda: not killed.is_running() and mailbox.answers(), within=timedelta(seconds=20))
    post(mailbox, 3)
    assert mailbox.message_ids() == ["1@shop.example", "2@shop.example", "3@shop.example"]
    assert said == ["The mailbox process ended by itself; it starts again."]


def test_a_line_that_a_kill_cut_off_is_forgotten_because_its_mail_was_never_accepted(tmp_path: Path) -> None:
    folder = tmp_path / "mailbox"
    folder.mkdir()
    (folder / "received.tsv").write_bytes(b"1\t<1@shop.example>\tada@people.example\n2\t<2@sho")
    with keeper.kept(folder, clock=RealClock(), say=print) as mailbox:
        post(mailbox, 2)
        assert mailbox.message_ids() == ["1@shop.example", "2@shop.example"]
