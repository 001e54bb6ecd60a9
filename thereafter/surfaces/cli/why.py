"""`thereafter why PERSON`: what she got and why, what she did not get and why not."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from thereafter.engagement.journeys.models import Journey
from thereafter.engagement.journeys.why import JourneyWhy, MessageWhy, Passage, why
from thereafter.foundation.clock import RealClock
from thereafter.foundation.errors import Refusal
from thereafter.record.customers.models import Customer
from thereafter.record.shop import settings
from thereafter.surfaces.cli.app import printable, register, words
from thereafter.surfaces.cli.whom import named


@register
@click.command("why")
@click.argument("person", callback=words)
@click.option("--journey", "key", metavar="JOURNEY", callback=words, help="Only this journey, by its key.")
def why_command(person: str, key: str | None) -> None:
    """Tell why PERSON (an address, a customer number or an id) got what she got, and why not the rest."""
    customer = named(person)
    zone = ZoneInfo(settings.read().time_zone)
    click.echo(printable(headline(customer)))
    answers = why(customer.pk, now=RealClock().now(), journeys=[_journey(key)] if key else None)
    if not answers:
        click.echo("\nThere is no journey yet, so there is nothing to tell. Publish one under Journeys.")
    for answer in answers:
        click.echo("\n" + "\n".join(map(printable, lines(answer, zone))))


def headline(customer: Customer) -> str:
    """Who that is: her name, her addresses and the stores' numbers of her, as far as we know them, and our own."""
    name = f"{customer.first_name} {customer.last_name}".strip()
    addresses = customer.contact_points.order_by("-preferred", "address_key").values_list("address", flat=True)
    numbers = customer.identities.filter(kind="number").order_by("scope", "value").values_list("value", "scope")
    known = [*filter(None, [name]), *addresses, *(f"{value} in {scope}" for value, scope in numbers)]
    return f"{', '.join(known) or 'Nobody with a name'} (customer {customer.pk})"


def lines(answer: JourneyWhy, zone: ZoneInfo) -> Iterator[str]:
    """One journey's answer as text; instants in the zone given."""
    yield answer.name
    if answer.sentence:
        yield f"  {answer.sentence}"
    for passage in answer.passages:
        yield from _passage(passage, zone)
    for nothing in answer.nothings:
        yield f"  {_at(nothing.at, zone)}  {nothing.words}, which started nothing: {nothing.reason}"


def _passage(passage: Passage, zone: ZoneInfo) -> Iterator[str]:
    for moment in passage.moments:
        yield f"  {_at(moment.at, zone)}  {moment.words}"
        if moment.message:
            yield from _message(moment.message, zone)


def _message(message: MessageWhy, zone: ZoneInfo) -> Iterator[str]:
    margin = " " * 20
    arm = f", {message.arm} group" if message.arm else ""
    yield f"{margin}“{message.label}”, {message.kind}{arm}"
    for verdict in message.verdicts:
        until = f", until {_at(verdict.until, zone)}" if verdict.until else ""
        yield f"{margin}{_at(verdict.at, zone)}  {verdict.words}{until}"
    if len(message.failed) > 1:
        yield f"{margin}everything that stood in the way: {'; '.join(reason.label for reason in message.failed)}"
    if message.sent_at:
        yield f"{margin}{_at(message.sent_at, zone)}  the mail server took it"
    if message.error:
        yield f"{margin}{message.error}"
    for one in message.after:
        yield f"{margin}{_at(one.at, zone)}  {one.words}"


def _at(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%d %b %Y %H:%M}"


def _journey(key: str) -> Journey:
    journey = Journey.objects.select_related("live").filter(key=key).first()
    if journey is None:
        there = ", ".join(Journey.objects.order_by("key").values_list("key", flat=True)) or "none yet"
        raise Refusal(f'There is no journey "{key}". There are: {there}.')
    return journey
