"""Every address of the console, found in its own list, with an example of each."""

import re
from uuid import UUID

from django.urls import URLPattern

from thereafter.audience.segments.models import Draft
from thereafter.connectors.files.models import Run, Upload
from thereafter.engagement.cases.models import Task
from thereafter.engagement.messaging.models import Message
from thereafter.record.commerce.models import Order
from thereafter.record.customers.models import Customer, Double, Merge
from thereafter.surfaces.console import urls
from thereafter.surfaces.ui import methods

NOWHERE = UUID(int=7)
_ANY = {"int": 1, "str": "unknown", "slug": "unknown", "base36": "1", "uuid": NOWHERE}  # of what the town has none of


def example(pattern: URLPattern) -> str:
    """One address that the pattern fits: of something that is there, where there is something."""
    message = Message.objects.order_by("considered_at").first()
    task, run, person = Task.objects.first(), Run.objects.first(), Customer.objects.order_by("pk").first()
    name = str(pattern.name)
    key = "order-confirmation-and-thank-you" if name.startswith(("journey", "playbook")) else "best-customers"
    key = "trade-fair" if name.startswith("list") else key
    draft = Draft.objects.first()
    found = {
        "customer_id": (message.customer_id if message and name.startswith("message") else person and person.pk) or 1,
        "purpose_id": message.purpose_id if message else 1,
        "trigger_key": message.trigger_key if message else 1,
        "visit": 1,
        "double_id": double.pk if (double := Double.objects.first()) else 1,
        "order_id": order.pk if (order := Order.objects.first()) else 1,
        "merge_id": merge.pk if (merge := Merge.objects.first()) else 1,
        "task_id": task.pk if task else 1,
        "key": (run.key if run else NOWHERE) if name == "import" else key,
        "draft_key": draft.key if draft else NOWHERE,
        "token": "unknown",
        "letter": "confirmation",
        "upload_key": upload.key if (upload := Upload.objects.first()) else NOWHERE,
    }
    return "/" + re.sub(r"<(\w+):(\w+)>", lambda part: str(found.get(part[2], _ANY[part[1]])), str(pattern.pattern))


def behind_the_door() -> list[URLPattern]:
    """Every page for people who signed in."""
    return [page for page in urls.urlpatterns if page not in urls.public]


def to_look_at() -> list[URLPattern]:
    """Every page that can be opened."""
    return [page for page in behind_the_door() if getattr(page.callback, "methods", None) != methods.DEED]
