"""What readers ask of customers."""

from django.db.models import Q

from thereafter.record.customers.models import ContactPoint, Customer, Identity

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


def find(text: str, *, limit: int) -> list[int]:
    """Customers whom `text` may mean: an address, a store's number, the beginning of first or last name. Best first."""
    words = text.strip().lower()
    if not words:
        return []
    known_as = known(text)
    reached_at = ContactPoint.objects.filter(address_key__startswith=words).values_list("customer_id", flat=True)
    first, _, last = text.strip().rpartition(" ")
    called = (
        Q(last_name__istartswith=last) & Q(first_name__istartswith=first)
        if first
        else (Q(first_name__istartswith=last) | Q(last_name__istartswith=last))
    )
    by_name = Customer.objects.filter(called).order_by("last_name", "first_name", "pk").values_list("pk", flat=True)
    found = dict.fromkeys([*known_as, *reached_at.order_by("address_key")[:limit], *by_name[:limit]])
    return list(found)[:limit]
