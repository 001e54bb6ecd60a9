"""Journeys for tests: a few lines of YAML become one that is on."""

from datetime import datetime
from textwrap import dedent, indent

from tests import cast
from tests.cast import NOON, days
from thereafter.engagement.journeys import engine, publishing, switching
from thereafter.engagement.journeys.engine import Ticked
from thereafter.engagement.journeys.models import Enrollment, Journey
from thereafter.engagement.messaging.models import Message
from thereafter.record.customers.models import Customer

NOTE = """
- message: note
  template: note
  kind: value
"""
NOTE_LATER = f"""
- wait: 2 days
{NOTE}
"""
_BEFORE = NOON - days(10)
_USUAL = {
    "name": "Care",
    "about": "A plan for a test.",
    "trigger": "{event: Order Completed}",
    "once_per": "order",
    "control": "0.01%",
}


def text(steps: str, head: str = "", *, key: str = "care") -> str:
    """The YAML of a journey; `head` replaces the usual lines of the same words."""
    head = dedent(head).strip()
    said = {line.partition(":")[0] for line in head.splitlines()}
    lines = [f"key: {key}", *(f"{word}: {value}" for word, value in _USUAL.items() if word not in said), head]
    return "\n".join([*filter(None, lines), "steps:", indent(dedent(steps).strip(), "  "), ""])


def publish(steps: str, head: str = "", *, key: str = "care", now: datetime = _BEFORE) -> Journey:
    """A journey with a live version."""
    cast.template()
    return publishing.publish(text(steps, head, key=key), source="journey.yaml", now=now).version.journey


def on(steps: str, head: str = "", *, key: str = "care", since: datetime = _BEFORE) -> Journey:
    """A journey that starts by every order, unless `head` says otherwise, and is on."""
    made = publish(steps, head, key=key, now=since)
    switching.switch_on(made, now=since)
    return Journey.objects.get(pk=made.pk)


def tick(at: datetime = NOON) -> Ticked:
    """One tick."""
    return engine.tick(now=at)


def passage(whom: Customer, plan: Journey | None = None) -> Enrollment:
    """Her only passage, or the only one through a journey."""
    hers = Enrollment.objects.filter(customer_id=whom.pk)
    return (hers.filter(journey=plan) if plan else hers).get()


def messages(whom: Customer) -> list[tuple[str, str, str]]:
    """Her messages: key of the purpose, state, reason."""
    hers = Message.objects.filter(customer_id=whom.pk).order_by("considered_at", "purpose__key", "trigger_key")
    return list(hers.values_list("purpose__key", "state", "reason"))
