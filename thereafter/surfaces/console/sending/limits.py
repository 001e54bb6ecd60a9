"""How much may leave, how a new sender warms up, and whom a test reaches: the form."""

from django import forms
from django.contrib import messages as flash
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from thereafter.engagement.messaging import limits, taking
from thereafter.record.shop import settings
from thereafter.surfaces.console.as_seen import AsSeenForm
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.ui import wording

_DAYS_SHOWN = 7
_NOT_NOTHING = {"min_value": "Write 1 or more, or leave it empty for no limit. To send nothing, stop sending."}


class LimitsForm(AsSeenForm):
    """Each limit may be empty. Bounds repeat those of `record/shop`, in sentences."""

    hourly_limit = forms.IntegerField(
        label="Mails an hour at most",
        required=False,
        min_value=1,
        error_messages=_NOT_NOTHING,
        help_text="Service mails go first and count too. What is left waits for the next hour and says so.",
    )
    hourly_domain_limit = forms.IntegerField(
        label="Mails an hour to one domain at most",
        required=False,
        min_value=1,
        error_messages=_NOT_NOTHING,
        help_text="Like gmail.com: large mailbox providers slow down who sends them much at once.",
    )
    warm_up_first_day = forms.IntegerField(
        label="Warm-up: mails on the first day",
        required=False,
        min_value=1,
        error_messages=_NOT_NOTHING,
        help_text="For a sender nobody knows yet. Empty for one that has sent for long. Service mails count, and are "
        "never held back by it.",
    )
    warm_up_factor = forms.FloatField(
        label="Warm-up: each day so many times the day before", min_value=1.1, max_value=10, help_text="Mostly 2."
    )
    test_addresses = forms.CharField(
        label="Test addresses",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line. In a test only these get mail: a customer is reached there if it is her address.",
    )


def show(desk: Desk) -> HttpResponse:
    """The form, and keeping what it says."""
    before = {**desk.shop.model_dump(), "test_addresses": "\n".join(desk.shop.test_addresses)}
    form = LimitsForm(desk.request.POST if desk.request.method == "POST" else None, initial=before)
    if form.is_valid() and _keep(form, desk):
        flash.success(desk.request, "Kept. It holds from now on.")
        return redirect("console:sending-limits")
    return desk.answer("sending/limits.html", form=form, plan=_plan(desk), status=400 if form.errors else 200)


@transaction.atomic
def _keep(form: LimitsForm, desk: Desk) -> bool:
    """Keep all that changed, or nothing where one value does not fit."""
    for key in form.changed_data:
        value = form.cleaned_data[key]
        try:
            settings.change(key, value.split() if key == "test_addresses" else value, source=desk.actor, now=desk.now)
        except settings.WrongSetting as refusal:
            form.add_error(key, refusal.reason)
    if "warm_up_first_day" in form.changed_data and not form.errors:
        _begin_to_warm_up(form.cleaned_data["warm_up_first_day"], desk)
    if form.errors:
        transaction.set_rollback(True)
    else:
        taking.let_go(now=desk.now)
    desk.note("Changed limits.", changed=", ".join(form.changed_data))
    return not form.errors


def _begin_to_warm_up(first_day: int | None, desk: Desk) -> None:
    """Where letters have gone out before, a warm-up begins when it is decided. Another number goes on counting."""
    if first_day is None:
        settings.change("warm_up_since", None, source=desk.actor, now=desk.now)
    elif desk.shop.warm_up_first_day is None and desk.shop.first_sent_at:
        settings.change("warm_up_since", desk.now, source=desk.actor, now=desk.now)


def _plan(desk: Desk) -> str:
    """The warm-up in a sentence; empty without one."""
    if desk.shop.warm_up_first_day is None:
        return ""
    days = [limits.share(day, desk.shop.warm_up_first_day, desk.shop.warm_up_factor) for day in range(_DAYS_SHOWN)]
    return ", ".join("no limit" if day is None else wording.number(day) for day in days)
