"""Tasks, for pages that show them."""

from datetime import datetime

from django.db.models import Count, QuerySet

from thereafter.engagement.cases.models import Role, Task


def open_for(role: Role | None = None) -> QuerySet[Task]:
    """What waits for somebody in this role, or in any; the earliest promise first."""
    waiting = Task.objects.filter(state=Task.State.OPEN).order_by("due_at", "pk")
    return waiting.filter(role=role) if role else waiting


def overdue(*, now: datetime) -> QuerySet[Task]:
    """What should have been done by now."""
    return open_for().filter(due_at__lt=now)


def of_customer(customer_id: int) -> QuerySet[Task]:
    """Everything that was ever to be done for one customer, the latest first."""
    return Task.objects.filter(customer_id=customer_id).order_by("-opened_at", "-pk")


def open_by_role() -> dict[Role, int]:
    """How much waits for each role that something waits for."""
    counted = open_for().order_by().values_list("role").annotate(tasks=Count("pk"))
    return {Role(role): tasks for role, tasks in counted}


def closed_lately(role: Role | None = None) -> QuerySet[Task]:
    """What was done or dropped by somebody in this role, or in any; the latest first."""
    closed = Task.objects.exclude(state=Task.State.OPEN).order_by("-done_at", "-pk")
    return closed.filter(role=role) if role else closed
