"""A test of one mail, to oneself or to a test address."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect

from thereafter.engagement.journeys import outlook
from thereafter.engagement.journeys.models import Journey
from thereafter.engagement.messaging import trial
from thereafter.engagement.messaging.models import Purpose
from thereafter.foundation.errors import Refusal
from thereafter.record.customers.models import Customer
from thereafter.surfaces.console.desk import Desk


def addresses(desk: Desk) -> list[str]:
    """Where a test may go: her own address, and the shop's test addresses."""
    own = [address for address in (desk.member.mail_address, desk.user.email) if address]
    return list(dict.fromkeys([*own, *desk.shop.test_addresses]))


def mails() -> list[Purpose]:
    """The mails of the journeys' live versions."""
    live = Journey.objects.exclude(live=None).values("live__steps__purpose")
    return list(Purpose.objects.filter(pk__in=live).select_related("template").order_by("label"))


def send(desk: Desk) -> HttpResponse:
    """Send it, as somebody would get it who is to get it today; else as the newest customer would."""
    to = desk.said("to")
    purpose = next((mail for mail in mails() if str(mail.pk) == desk.said("mail")), None)
    if purpose is None:
        raise Refusal("Choose a mail of a published journey.")
    if to not in addresses(desk):
        raise Refusal(
            "A test goes to your own address, or to one of the shop's test addresses. Name some under Limits."
        )
    trial.send(purpose, about=_somebody(purpose), to=to, now=desk.now)
    desk.note("Sent a test of one mail.", about={"purpose": purpose.key})
    flash.success(desk.request, f"A test of “{purpose.label}” went to {to}.")
    return redirect("console:sending")


def _somebody(purpose: Purpose) -> int:
    last = outlook.latest()
    if last and (expected := outlook.expected(last).filter(purpose=purpose, goes_out=True).first()):
        return expected.customer_id
    newest = Customer.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        raise Refusal("There is no customer yet whose mail it could be. Import some first.")
    return newest
