"""`thereafter bounce`: what the mail server hands back."""

import sys
from pathlib import Path

import click

from thereafter.connectors.smtp.returning import take_back, take_back_all
from thereafter.foundation.clock import RealClock
from thereafter.foundation.plural import counted


@click.command()
@click.option("--maildir", type=click.Path(path_type=Path), help="Take everything new in this maildir instead.")
def bounce(maildir: Path | None) -> None:
    """Take back one mail on standard input: a bounce, a complaint, or an unsubscription.

    Set it as the delivery command of the sender's mailbox, or name its maildir. Mail for people is left alone.
    """
    now = RealClock().now()
    if maildir is None:
        says = take_back(sys.stdin.buffer.read(), now=now)
        click.echo(says.value if says else "Nothing in it is about a message of ours.")
        return
    said = take_back_all(maildir, now=now)
    click.echo(f"{counted(said.total(), 'mail')}, {said[None]:,} of them not about a message of ours.")
