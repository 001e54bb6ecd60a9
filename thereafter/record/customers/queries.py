"""What readers ask of customers."""

from thereafter.record.customers.finding import find
from thereafter.record.customers.models import Customer, Identity

__all__ = ["find", "known", "one"]

_NAMESAKES = 10  # one number may stand for somebody else in each store


def one(customer_id: int) -> Customer | None:
    """The customer of that number; None if there is none."""
    return Customer.objects.filter(pk=customer_id).first()


def known(text: str) -> list[int]:
    """Customers whom a source knows by this address or number: as it stands there, else case aside. A few at most."""
    words = text.strip()
    if not words or "\0" in words:
        return []
    for spelling in ("value", "value__iexact"):  # K1 and k1 may be two customers; whoever writes one means that one
        named = Identity.objects.filter(**{spelling: words}).order_by("customer_id")
        if found := list(named.values_list("customer_id", flat=True).distinct()[:_NAMESAKES]):
            return found
    return []
