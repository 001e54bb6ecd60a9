"""Tasks, for pages that show them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Value

from thereafter.engagement.cases.models import Task
from thereafter.foundation.sql import Folder
from thereafter.record.staff.models import Member

SQL = Folder(__file__)
MOST = 10_000  # that are counted: as many as lists lead to


@dataclass(frozen=True)
class Counts:
    """How many tasks there are of each view of the inbox; `MOST` stands for as many or more."""

    mine: int
    role: int
    everybody: int
    overdue: int
    snoozed: int

    @property
    def for_me(self) -> int:
        """Hers, and what anybody in her role may take."""
        return min(self.mine + self.role, MOST)


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


def of_role(role: str, *, now: datetime) -> QuerySet[Task]:
    """What anybody in this role may take."""
    return waiting(now=now).filter(role=role, assignee=None)


def overdue(*, now: datetime) -> QuerySet[Task]:
    """What should have been done by now, the earliest promise first."""
    return waiting(now=now).filter(due_at__lt=now)


@dataclass(frozen=True)
class Overdue:
    """What should have been done by now: what concerns one member before all else, the earliest promise first."""

    member: Member
    now: datetime

    def __getitem__(self, span: slice) -> list[Task]:
        """A stretch of it: from each concern no more than it can need, found by an index."""
        first, end = span.start or 0, span.stop or MOST
        late = overdue(now=self.now).select_related(None)
        hers, roles = _hers(self.member), _her_roles(self.member)
        concerns = [late.filter(hers), late.filter(roles), late.exclude(hers | roles)]
        each = [
            tasks.annotate(concern=Value(place)).values_list("concern", "due_at", "pk")[:end]
            for place, tasks in enumerate(concerns)
        ]
        ids = [pk for *_, pk in sorted(each[0].union(*each[1:], all=True))[first:end]]
        found = Task.objects.select_related("assignee__user").in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]


def counts(member: Member, *, now: datetime) -> Counts:
    """Of each view, how many; one query."""
    row = SQL["counts"].one(member=member.pk, role=member.role, most=MOST, now=now)
    return Counts(**row._asdict())


def how_many_for_me(member: Member, *, most: int, now: datetime) -> int:
    """How many wait for her or her role, counted no further than `most`; each part is found by an index."""
    parts = [
        tasks.select_related(None).order_by().values("pk")[:most]
        for tasks in (mine(member, now=now), of_role(member.role, now=now))
    ]
    return min(parts[0].union(parts[1], all=True).count(), most)


def at_most(tasks: QuerySet[Task], most: int = MOST) -> int:
    """How many these are, counted no further than that."""
    return tasks.order_by()[:most].count()


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
