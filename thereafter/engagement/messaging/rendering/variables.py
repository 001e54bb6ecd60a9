"""What a template may say: every variable with its meaning and an example. The check and the documentation read it.

`[]` marks a list; its parts follow. A template is tried with the examples, and with somebody of whom we know nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Variable:
    """One value: what it means, and an example. `always` says that it is never missing."""

    meaning: str
    example: str | int
    always: bool = False


_LINE = {
    "title": Variable("What it is called", "Red enamel teapot"),
    "quantity": Variable("How many pieces", 2, always=True),
    "amount": Variable("What the line cost, as money", "£25.00", always=True),
    "category": Variable("Its category", "Kitchen"),
    "link": Variable("Its page in the store", "https://shop.example/teapot"),
    "image": Variable("The address of its picture", "https://shop.example/teapot.jpg"),
}
_PRODUCT = {name: variable for name, variable in _LINE.items() if name not in {"quantity", "amount"}}

VARIABLES: Mapping[str, Variable] = {
    "customer.first_name": Variable("Her first name", "Ada"),
    "customer.last_name": Variable("Her last name", "Byron"),
    "order.number": Variable("The order that the mail is about; without one, her latest", "1001"),
    "order.placed_on": Variable("The day she ordered, in words", "Tuesday 10 March"),
    "order.total": Variable("What it cost, charges included, as money", "£29.95"),
    "order.arrives_on": Variable("The announced day of a parcel that is still to come, in words", "Thursday 12 March"),
    "order.carrier": Variable("Who brings the parcel", "Parcel Post"),
    **{f"order.lines[].{name}": variable for name, variable in _LINE.items()},
    **{f"product.{name}": variable for name, variable in _PRODUCT.items()},
    **{f"bought[].{name}": variable for name, variable in _PRODUCT.items()},
    "guides[].title": Variable("The title of a guide to what she bought", "How a teapot likes to be treated"),
    "guides[].summary": Variable("The guide in two sentences", "Warm it first. Enamel does not like a shock."),
    "guides[].link": Variable("The guide's page", "https://shop.example/g/teapot/", always=True),
    "guide.title": Variable("The title of the first of the guides", "How a teapot likes to be treated"),
    "guide.summary": Variable("The first guide in two sentences", "Warm it first. Enamel does not like a shock."),
    "guide.link": Variable("The first guide's page", "https://shop.example/g/teapot/"),
    "shop.name": Variable("The shop's name", "Calder & Finch", always=True),
    "shop.logo": Variable("The name as it stands on top of mails", "Calder & Finch", always=True),
    "shop.picture": Variable("Where the shop's logo is; nothing where it has none", "https://shop.example/logo/0a.png"),
    "shop.picture_width": Variable("How wide the logo is shown, in points", 180),
    "shop.picture_height": Variable("How high the logo is shown, in points", 60),
    "shop.colour": Variable("The shop's colour", "#2f5d50", always=True),
    "shop.on_colour": Variable("The colour of writing on the shop's colour", "#ffffff", always=True),
    "shop.postal_address": Variable("The shop's postal address", "4 Mill Lane, Todmorden OL14 5AB"),
    "shop.help_address": Variable("The address that people read", "help@shop.example"),
    "links.unsubscribe": Variable("The page to unsubscribe; none in service mails", "https://shop.example/u/a/"),
    "links.preferences": Variable("The page to choose what to hear about", "https://shop.example/p/a/", always=True),
    "links.view": Variable("This mail in the browser", "https://shop.example/m/a/", always=True),
}


def examples() -> dict[str, Any]:
    """A context with everything in it; every list has two entries."""
    return _context(lambda variable: variable.example, entries=2)


def bare() -> dict[str, Any]:
    """A context of a person about whom we know nothing: lists are empty, all else is nil."""
    return _context(lambda variable: variable.example if variable.always else None, entries=0)


def _context(value: Any, *, entries: int) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for path, variable in VARIABLES.items():
        *holders, name = path.split(".")
        places: list[dict[str, Any]] = [context]
        for holder in holders:
            places = [inner for place in places for inner in _inner(place, holder, entries)]
        for place in places:
            place[name] = value(variable)
    return context


def _inner(place: dict[str, Any], holder: str, entries: int) -> list[dict[str, Any]]:
    if holder.endswith("[]"):
        listed: list[dict[str, Any]] = place.setdefault(holder[:-2], [{} for _ in range(entries)])
        return listed
    inner: dict[str, Any] = place.setdefault(holder, {})
    return [inner]
