"""Stored amounts, made readable: `{{ profile.revenue_minor|minor:shop.currency|money }}`."""

from django import template

from thereafter.foundation.money import Money

register = template.Library()


@register.filter
def minor(amount: int | None, currency: str) -> Money | None:
    """Minor units as money. What is None stays None."""
    return None if amount is None else Money(amount, currency)
