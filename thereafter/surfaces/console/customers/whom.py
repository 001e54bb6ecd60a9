"""The customer that a deed is about, and the instants that people type about her."""

from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date, parse_datetime

from thereafter.foundation.days import FIRST_YEAR, LAST_YEAR, is_within_reach
from thereafter.foundation.errors import Refusal
from thereafter.record.customers import queries as customers
from thereafter.record.customers import there
from thereafter.record.customers.models import Customer
from thereafter.surfaces.console.desk import Desk


class WrongDay(Refusal):
    """What was typed is no day, or no instant."""


def her(desk: Desk, customer_id: int) -> Customer:
    """The customer of that number. Raises Http404, and NotThere for a deed about her who was joined or erased since."""
    customer = customers.one(customer_id)
    if customer is None:
        if desk.request.method == "POST" and there.is_gone(customer_id):
            there.refuse(customer_id)
        raise Http404("There is no such customer.")
    return customer


def back_to(customer_id: int, part: str = "") -> HttpResponse:
    """Her page, at the part that a deed changed."""
    response = redirect("console:customer", customer_id)
    response["Location"] += f"#{part}" if part else ""
    return response


def day_typed(desk: Desk, name: str) -> datetime:
    """The end of the day that was typed, in the shop's time zone. Raises WrongDay."""
    try:
        day = parse_date(desk.said(name))
    except ValueError:
        day = None
    if day is None:
        raise WrongDay("Say until which day, like 2026-03-31.")
    _must_be_meant(day)
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=desk.zone)


def instant_typed(desk: Desk, name: str) -> datetime:
    """The instant that was typed, in the shop's time zone. Raises WrongDay."""
    words = desk.said(name)
    try:
        at = parse_datetime(words if ":" in words else f"{words}T00:00")
    except ValueError:
        at = None
    if at is None:
        raise WrongDay("Say when that was, like 2026-03-10 14:05.")
    _must_be_meant(at)
    return at if at.tzinfo else at.replace(tzinfo=desk.zone)


def _must_be_meant(day: date) -> None:
    """Raises WrongDay for a day at which nobody lives."""
    if not is_within_reach(day):
        raise WrongDay(f"The year {day.year} is too far away. Choose one from {FIRST_YEAR} to {LAST_YEAR}.")
