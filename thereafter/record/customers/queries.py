"""What readers ask of customers."""

from django.db.models import Q

from thereafter.record.customers.models import ContactPoint, Customer, Identity


def one(customer_id: int) -> Customer | None:
    """The customer of that number; None if there is none."""
    return Customer.objects.filter(pk=customer_id).first()


def find(text: str, *, limit: int) -> list[int]:
    """Customers whom `text` may mean: an address, a store's number, the beginning of first or last name. Best first."""
    words = text.strip().lower()
    if not words:
        return []
    known_as = Identity.objects.filter(value=words).values_list("customer_id", flat=True)
    reached_at = ContactPoint.objects.filter(address_key__startswith=words).values_list("customer_id", flat=True)
    first, _, last = text.strip().rpartition(" ")
    called = (
        Q(last_name__istartswith=last) & Q(first_name__istartswith=first)
        if first
        else (Q(first_name__istartswith=last) | Q(last_name__istartswith=last))
    )
    by_name = Customer.objects.filter(called).order_by("last_name", "first_name", "pk").values_list("pk", flat=True)
    found = dict.fromkeys([*known_as[:limit], *reached_at.order_by("address_key")[:limit], *by_name[:limit]])
    return list(found)[:limit]
