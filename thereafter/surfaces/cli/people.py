"""`thereafter people export PERSON` and `erase PERSON`: all that is known of somebody, told or forgotten."""

import getpass
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from django.db import transaction

from thereafter.foundation.clock import RealClock
from thereafter.foundation.errors import Refusal
from thereafter.foundation.plural import counted
from thereafter.record.customers import erasing, telling
from thereafter.record.shop import settings
from thereafter.record.staff import log
from thereafter.surfaces.cli.app import printable, register, words
from thereafter.surfaces.cli.whom import named
from thereafter.surfaces.ui import dossier


@click.group()
def people() -> None:
    """One person: tell her all that is known, or erase her."""


@people.command("export")
@click.argument("person", callback=words)
@click.option("--to", "path", type=click.Path(path_type=Path), help="The archive to write. Default: customer-ID.zip.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON instead.")
def export_command(person: str, path: Path | None, as_json: bool) -> None:
    """Write all that is known of PERSON (an address, a customer number or an id) into a ZIP: a page, and JSON."""
    customer, now, shop = named(person), RealClock().now(), settings.read()
    everything = telling.everything(customer.pk)
    log.record(_actor(), "customer-export", about={"customer_id": customer.pk}, now=now)
    if as_json:
        click.echo(dossier.as_json(everything))
        return
    file = path or Path(f"customer-{customer.pk}.zip")
    packed = dossier.pack(everything, title=str(customer), shop=shop.name, now=now, zone=ZoneInfo(shop.time_zone))
    try:
        file.touch(mode=0o600, exist_ok=False)
        file.write_bytes(packed.getvalue())
    except OSError as error:
        raise Refusal(
            f"{printable(str(file))} cannot be written: {error.strerror}. Name another file: --to FILE."
        ) from None
    click.echo(f"Everything about customer {customer.pk} is in {printable(str(file))}, which only you may read.")


@people.command("erase")
@click.argument("person", callback=words)
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
def erase_command(person: str, is_sure: bool) -> None:
    """Erase PERSON (an address, a customer number or an id) for good, after showing what goes and what stays."""
    customer, now = named(person), RealClock().now()
    portions = erasing.look([customer.pk])
    for portion in portions:
        fate = f"stays {portion.stays}" if portion.stays else "goes"
        click.echo(f"{portion.words}: {portion.count:,}, {fate}")
    if not is_sure and click.prompt(f"Type {customer.pk}, her number, to erase her for good") != str(customer.pk):
        raise Refusal("That is not her number. Nothing was erased.")
    counts = {portion.name: portion.count for portion in portions}
    with transaction.atomic():
        erasing.erase_her(customer.pk, by=_actor(), now=now)
        log.record(_actor(), "customer-erase", about={"customer_id": customer.pk}, details={"counts": counts}, now=now)
    orders = counts.get("orders", 0)
    books = (
        f" Her {counted(orders, 'order')} stay{'s' if orders == 1 else ''} in the books, without her." if orders else ""
    )
    click.echo(f"Customer {customer.pk} was erased.{books}")


def _actor() -> str:
    return f"cli:{getpass.getuser()}"


register(people)
