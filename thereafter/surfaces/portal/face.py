"""The shop's own face on a customer's pages, and the page for links that lead nowhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from thereafter.engagement.messaging.keys import MessageKey
from thereafter.engagement.messaging.links import Page, message, to
from thereafter.engagement.messaging.merging import as_of_today
from thereafter.record.customers.models import Customer
from thereafter.record.shop import logo, settings
from thereafter.record.shop.settings import ShopSettings
from thereafter.surfaces.ui import colour
from thereafter.surfaces.ui.methods import PAGE, answers
from thereafter.surfaces.ui.shapes import Face


def addressee(page: Page, token: str) -> MessageKey | None:
    """The message that a link names; None if we did not make the link, or the customer is no longer there."""
    named = message(page, token)
    key = as_of_today(named) if named else None
    return key if key and Customer.objects.filter(pk=key.customer_id).exists() else None


def answer(request: HttpRequest, template: str, *, status: int = 200, **values: Any) -> HttpResponse:
    """A page with the shop's face. Nobody keeps a copy: its address belongs to one person."""
    shop = settings.read()
    values |= {"shop": shop, "face": _of(shop), "csrf_token": ""}  # no post here asks for one, so no cookie is set
    response = render(request, f"portal/{template}", values, status=status)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def nowhere(request: HttpRequest) -> HttpResponse:
    """For a link that was cut short, changed, or has lost what it led to."""
    return answer(request, "nowhere.html", status=404)


def lost(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404 on the customers' own address."""
    return nowhere(request)


@answers(PAGE)
@cache_control(max_age=3600, public=True)
def css(request: HttpRequest) -> HttpResponse:
    """The shop's colour as a style sheet."""
    palette = colour.palette(settings.read().colour)
    return render(request, "ui/face.css", {"palette": palette}, content_type="text/css")


@answers(PAGE)
@cache_control(max_age=86_400, public=True)
def logo_png(request: HttpRequest, digest: str) -> HttpResponse:
    """The shop's logo; its address changes with it. Mails that went out before lead to the one that holds now."""
    kept = logo.current()
    if kept is None:
        return nowhere(request)
    if not digest or not kept.digest.startswith(digest):
        return redirect("portal:logo", kept.digest[:16])
    return HttpResponse(bytes(kept.png), content_type="image/png")


def _of(shop: ShopSettings) -> Face:
    help_address = shop.reply_to or shop.sender_address
    return Face(
        shop_name=shop.logo_text or shop.name,
        css_url=f"{reverse('portal:face')}?{shop.colour.removeprefix('#')}",
        help_url=f"mailto:{help_address}" if help_address else shop.public_url,
        logo_url=reverse("portal:logo", args=[shown[:16]]) if (shown := logo.digest()) else "",
        postal_address=shop.postal_address,
    )


def link(page: Page, key: MessageKey) -> str:
    """The path of another page about the same message."""
    return to(page, key, public_url="")
