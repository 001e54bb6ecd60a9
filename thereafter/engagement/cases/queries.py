"""Tasks, for pages that show them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, Q, QuerySet, When

from thereafter.engagement.cases.models import Task
from thereafter.record.staff.models import Member
from thereafter.record.staff.roles import Role


@dataclass(frozen=True)
class Counts:
    """How many tasks there are of each view of the inbox."""

    mine: int
    role: int
    everybody: int
    overdue: int
    snoozed: int

    @property
    def for_me(self) -> int:
        """Hers, and what anybody in her role may take."""
        return self.mine + self.role


def waiting(*, now: datetime) -> QuerySet[Task]:
    """What waits for somebody now, the earliest promise first; what is put off does not."""
    asleep = Q(snoozed_until__gt=now)
    return _open().exclude(asleep)


def snoozed(*, now: datetime) -> QuerySet[Task]:
    """What is put off, the first to come back first."""
    return _open().filter(snoozed_until__gt=now).order_by("snoozed_until", "pk")


def for_me(member: Member, *, now: datetime) -> QuerySet[Task]:
    """Hers, and what anybody in her role may take."""
    return waiting(now=now).filter(_hers(member) | _her_roles(member))


def mine(member: Member, *, now: datetime) -> QuerySet[Task]:
    """What was given to her, or taken by her."""
    return waiting(now=now).filter(_hers(member))


def of_role(role: Role, *, now: datetime) -> QuerySet[Task]:
    """What anybody in this role may take."""
    return waiting(now=now).filter(role=role, assignee=None)


def overdue(*, now: datetime, hers_first: Member | None = None) -> QuerySet[Task]:
    """What should have been done by now, the earliest promise first; what concerns one member before all else."""
    late = waiting(now=now).filter(due_at__lt=now)
    if hers_first is None:
        return late
    concern = Case(When(_hers(hers_first), then=0), When(_her_roles(hers_first), then=1), default=2)
    return late.order_by(concern, "due_at", "pk")


def counts(member: Member, *, now: datetime) -> Counts:
    """Of each view, how many; one query."""
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    counted = Task.objects.filter(state=Task.State.OPEN).aggregate(
        mine=Count("pk", filter=awake & _hers(member)),
        role=Count("pk", filter=awake & _her_roles(member)),
        everybody=Count("pk", filter=awake),
        overdue=Count("pk", filter=awake & Q(due_at__lt=now)),
        snoozed=Count("pk", filter=Q(snoozed_until__gt=now)),
    )
    return Counts(**counted)


def of_customer(customer_id: int) -> QuerySet[Task]:
    """Everything that was ever to be done for one customer, the latest first."""
    return Task.objects.filter(customer_id=customer_id).select_related("assignee__user").order_by("-opened_at", "-pk")


def closed() -> QuerySet[Task]:
    """What was done or dropped, the latest first."""
    return Task.objects.exclude(state=Task.State.OPEN).select_related("assignee__user").order_by("-done_at", "-pk")


def _open() -> QuerySet[Task]:
    return Task.objects.filter(state=Task.State.OPEN).select_related("assignee__user").order_by("due_at", "pk")


def _hers(member: Member) -> Q:
    return Q(assignee=member)


def _her_roles(member: Member) -> Q:
    return Q(assignee=None, role=member.role)
