"""Is she there? Whoever writes something about her makes sure that she stays until it is written."""

from typing import NoReturn

from thereafter.foundation.errors import Refusal
from thereafter.foundation.sql import Folder
from thereafter.record.customers.merging.lookup import now_known_as
from thereafter.record.customers.models import Customer, Erasure

SQL = Folder(__file__)


class NotThere(Refusal):
    """She was joined with somebody or erased since her page was opened."""


def stays(customer_id: int) -> None:
    """Whoever wants to join or erase her waits until the transaction ends. Raises NotThere.

    Not before waiting for her messages' bucket (`claims`): whoever joins or erases has that first.
    """
    if not SQL["stays"].rows(customer=customer_id):
        refuse(customer_id)


def stays_as_of_today(customer_id: int) -> int | None:
    """As `stays`, under whatever number she is known by now, which it says; None where nobody is."""
    while not SQL["stays"].rows(customer=customer_id):
        if (present := now_known_as(customer_id)) == customer_id:
            return None
        customer_id = present
    return customer_id


def to_change(customer_id: int) -> Customer:
    """Her, and whoever else changes her waits too. Raises NotThere."""
    her = Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
    if her is None:
        refuse(customer_id)
    return her


def check(customer_id: int) -> None:
    """Raises NotThere unless she is there at this moment."""
    if not Customer.objects.filter(pk=customer_id).exists():
        refuse(customer_id)


def is_gone(customer_id: int) -> bool:
    """Whether she of this number was joined to another record, or erased."""
    return now_known_as(customer_id) != customer_id or Erasure.objects.filter(pk=customer_id).exists()


def refuse(customer_id: int) -> NoReturn:
    """Say what became of her. Raises NotThere."""
    raise NotThere(f"{whereabouts(customer_id)} Nothing was changed.")


def whereabouts(customer_id: int) -> str:
    """What became of a customer who is not there, in a sentence."""
    if (stays := now_known_as(customer_id)) != customer_id:
        return f"Customer {customer_id} was joined to customer {stays}."
    if Erasure.objects.filter(pk=customer_id).exists():
        return f"Customer {customer_id} was erased."
    return f"There is no customer {customer_id}."
