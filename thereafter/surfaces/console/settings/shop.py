"""What the merchant decided about the shop: the form, and keeping what it says."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from thereafter.record.commerce.models import Order
from thereafter.record.shop import settings as shop_settings
from thereafter.surfaces.console.as_seen import AsSeenForm
from thereafter.surfaces.console.desk import Desk


class ShopForm(AsSeenForm):
    """The shop's settings, each with what it is for. Limits repeat those of `record/shop`, in sentences."""

    name = forms.CharField(label="Name of the shop", max_length=200)
    currency = forms.CharField(
        label="Currency",
        max_length=3,
        help_text="ISO code, like EUR or GBP. All revenue is counted in it.",
        widget=forms.TextInput(attrs={"list": "currencies"}),
    )
    time_zone = forms.CharField(
        label="Time zone",
        max_length=64,
        help_text="Like Europe/London. A day begins at midnight there.",
        widget=forms.TextInput(attrs={"list": "zones"}),
    )
    language = forms.CharField(
        label="Language",
        max_length=35,
        help_text="Like en or de-AT. Customers’ pages and the mails that come along are in English so far.",
    )
    margin_rate = forms.FloatField(
        label="Margin rate",
        min_value=0,
        max_value=1,
        help_text="From 0 to 1; used where the cost of a product is not known.",
    )
    sender_name = forms.CharField(
        label="Sender’s name", max_length=200, required=False, help_text="As it reads in a mail box."
    )
    sender_address = forms.EmailField(label="Sender’s address", max_length=320, required=False)
    reply_to = forms.EmailField(
        label="Answers go to", max_length=320, required=False, help_text="An address that people read."
    )
    postal_address = forms.CharField(
        label="Postal address",
        max_length=500,
        required=False,
        help_text="Stands under every mail; the law asks for it.",
    )
    public_url = forms.CharField(
        label="Public address", max_length=300, help_text="Where customers reach the links in their mails."
    )
    account_manager_name = forms.CharField(label="Account manager", max_length=200, required=False)
    colour = forms.CharField(label="Colour", max_length=7, widget=forms.TextInput(attrs={"type": "color"}))
    logo_text = forms.CharField(label="Name beside the colour", max_length=60, required=False)
    quiet_from = forms.TimeField(label="Quiet from", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(
        label="Quiet until",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="In the customer’s own time zone. Service messages go at any hour.",
    )
    daily_cap = forms.IntegerField(
        label="Messages a day at most", min_value=0, max_value=24, help_text="To one person; service not counted."
    )
    weekly_cap = forms.IntegerField(label="Messages a week at most", min_value=0, max_value=168)
    asks_per_value = forms.FloatField(
        label="Asks for each help",
        min_value=0,
        max_value=100,
        help_text="So many mails that want something for each that helps, over 90 days.",
    )
    global_control_share = forms.FloatField(
        label="Share that hears nothing",
        min_value=0,
        max_value=0.5,
        help_text="From 0 to 0.5: left out of everything but service, so that the whole effect can be measured.",
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for key, field in self.fields.items():
            if shop_settings.is_decided_by_machine(key):
                field.disabled = True
                field.help_text = f"Decided by this machine: {key.upper()} in its environment."

    second_look_above = forms.IntegerField(
        label="A second member is asked above",
        min_value=0,
        max_value=1_000_000_000,
        help_text="So many people. To start what reaches more takes another member’s consent. 0: never.",
    )
    require_second_factor = forms.BooleanField(
        label="Everybody signs in with a second factor",
        required=False,
        help_text="Whoever has none yet is led to set one up first.",
    )


_GROUPS = {
    "What it is": ("name", "currency", "time_zone", "language", "margin_rate"),
    "How it writes": (
        "sender_name",
        "sender_address",
        "reply_to",
        "postal_address",
        "public_url",
        "account_manager_name",
        "colour",
        "logo_text",
    ),
    "How often it writes": (
        "quiet_from",
        "quiet_until",
        "daily_cap",
        "weekly_cap",
        "asks_per_value",
        "global_control_share",
    ),
    "Who works here": ("second_look_above", "require_second_factor"),
}


def shop(desk: Desk) -> HttpResponse:
    """The form, and keeping what it says."""
    form = ShopForm(desk.request.POST if desk.request.method == "POST" else None, initial=desk.shop.model_dump())
    if form.is_valid() and keep(form, desk):
        flash.success(desk.request, "Kept. It holds from now on.")
        return redirect("console:settings-shop")
    groups = [(title, [form[key] for key in keys]) for title, keys in _GROUPS.items()]
    return desk.answer("settings/shop.html", form=form, groups=groups, status=400 if form.errors else 200)


@transaction.atomic
def keep(form: forms.Form, desk: Desk) -> bool:
    """Keep all that changed, or nothing where one value does not fit."""
    for key in form.changed_data:
        if key == "currency" and Order.objects.exists():
            counted = desk.shop.currency
            form.add_error(
                key, f"The shop has orders and counts in {counted}; no amount is converted. Leave it at {counted}."
            )
            continue
        try:
            shop_settings.change(key, form.cleaned_data[key], source=desk.actor, now=desk.now)
        except shop_settings.WrongSetting as refusal:
            form.add_error(key, refusal.reason)
    if form.errors:
        transaction.set_rollback(True)
    elif form.changed_data:
        desk.note(f"Changed {', '.join(form.changed_data)}.")
    return not form.errors
