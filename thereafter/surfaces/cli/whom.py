"""The customer whom somebody names at a terminal."""

from thereafter.foundation.errors import Refusal
from thereafter.record.customers import queries as customers
from thereafter.record.customers.models import Customer


def named(person: str) -> Customer:
    """The customer whom an address, a customer number or an id means. Raises Refusal."""
    found = customers.known(person)
    if not found and person.isascii() and person.isdigit() and len(person) < 19:
        found = [int(person)]
    customer = Customer.objects.filter(pk=found[0]).first() if len(found) == 1 else None
    if customer is None:
        problem = "is known in more than one store; give her address" if len(found) > 1 else "is nobody we know"
        raise Refusal(f'"{person}" {problem}. Give an address, a customer number or an id.')
    return customer
