"""Pages that people look for by name."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from thereafter.record.staff.roles import May
from thereafter.surfaces.console.desk import Desk


@dataclass(frozen=True)
class Place:
    """A page, the words that lead to it beside its title, and who may open it."""

    title: str
    route: str
    words: str = ""
    may: May = May.LOOK


PLACES = (
    Place("Home", "home", "start today"),
    Place("Customers", "customers", "people buyers"),
    Place("Segments and lists", "segments", "audience groups"),
    Place("New list", "list-new", "upload paste", May.PLAN),
    Place("New segment", "segment-new", "rule", May.PLAN),
    Place("Journeys", "journeys", "campaigns automations"),
    Place("Playbooks", "playbooks", "templates"),
    Place("Messages", "messages", "mails sent held skipped"),
    Place("Sending", "sending", "start stop test limits warm-up live rehearsal"),
    Place("Inbox", "inbox", "tasks cases waiting"),
    Place("Settings", "settings", "health checks doctor worker disk"),
    Place("The shop", "settings-shop", "settings name currency zone sender logo colours", May.SETTLE),
    Place("Imports", "imports", "settings files upload csv shopify woocommerce"),
    Place("Members of staff", "staff", "settings users roles invite team", May.STAFF),
    Place("The log", "log", "settings audit who changed what deeds", May.STAFF),
    Place("You", "me", "password second factor passkey sessions appearance"),
)


def find(words: str, desk: Desk) -> Iterator[tuple[str, str]]:
    """Title and address of the pages that these words may mean and that she may open."""
    asked = words.lower().split()
    for place in PLACES:
        known = f"{place.title} {place.words}".lower().replace("-", " ").split()
        if desk.may(place.may) and all(any(one.startswith(word) for one in known) for word in asked):
            yield place.title, reverse(f"console:{place.route}")
