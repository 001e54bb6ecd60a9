"""`thereafter secret-key change`, `renew` and `give-up`."""

import click

from thereafter.foundation import safes
from thereafter.foundation.errors import Refusal
from thereafter.foundation.plural import counted
from thereafter.project import serve
from thereafter.project.keys import changing
from thereafter.surfaces.cli.app import register


@click.group("secret-key")
def secret_key() -> None:
    """The key that signs links and sessions, and seals what only this shop may read."""


@secret_key.command()
@click.option("--leaked", is_flag=True, help="Keep no older key: links in mails sent before die, members sign in anew.")
@click.pass_context
def change(context: click.Context, leaked: bool) -> None:
    """Make another one. Stop the shop first; then everything is sealed anew, and links in mails go on working."""
    context.with_resource(serve.sole())
    renewed = changing.change(leaked=leaked)
    kept = "No older key is kept." if leaked else "The old one is kept beside it, for links in mails already sent."
    click.echo(f"The secret key is another one, and {counted(renewed, 'secret')} sealed by it. {kept}")


@secret_key.command()
def renew() -> None:
    """Seal by the present key what an older one sealed. The worker does so by itself, once an hour."""
    click.echo(f"{counted(safes.renew(), 'secret')} sealed anew.")


@secret_key.command("give-up")
@click.option("--yes", is_flag=True, help="Do it.")
def give_up(yes: bool) -> None:
    """Go on without what no key opens, where the old key is gone for good."""
    lost = [seen for seen in safes.look() if seen.none]
    if lost and not yes:
        names = ", ".join(f"{counted(seen.none, seen.safe.one)}" for seen in lost)
        raise Refusal(
            f"No key opens: {names}. To go on without means: files can bring back who was erased until now, and the "
            "sender’s domain needs a new DKIM record. Say --yes if the old key is gone for good."
        )
    click.echo(f"{counted(safes.give_up(), 'secret')} given up.")


register(secret_key)
