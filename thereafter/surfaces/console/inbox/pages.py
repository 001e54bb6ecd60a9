"""Who waits for us? Tasks, the oldest promise first."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse

from thereafter.engagement.cases import history
from thereafter.engagement.cases import queries as cases
from thereafter.engagement.cases.models import Task
from thereafter.engagement.cases.snoozing import Until
from thereafter.engagement.journeys.models import Journey
from thereafter.record.commerce.models import Order
from thereafter.record.staff.roles import DOING
from thereafter.surfaces.console.customers import person
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.inbox import whom
from thereafter.surfaces.console.paging import Sliced, slice_of
from thereafter.surfaces.console.people import names
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Tab

_CLOSED_SHOWN = 5  # under what is open; all of them have a tab
_MOMENTS = 15
KEYS = ("me", "mine", "role", "everybody", "overdue", "snoozed", "closed")


@dataclass(frozen=True)
class View:
    """One way to look at the inbox: its word in the address, its tab, its tasks, and what an empty one says."""

    key: str
    label: str
    tasks: Callable[[], "QuerySet[Task]"]
    count: int
    nobody: str
    in_order: Sliced | None = None

    @property
    def rows(self) -> Sliced:
        """Its tasks as its pages show them."""
        return self.in_order or self.tasks()


def index(desk: Desk) -> HttpResponse:
    """What waits for her who looks; or for everybody, what is late, put off, or closed."""
    counts = cases.counts(desk.member, now=desk.now)
    views = _views(desk, counts)
    view = _asked(desk, views)
    page = slice_of(view.rows, desk.request, count=view.count)
    closed = [] if view.key == "closed" else list(cases.closed()[:_CLOSED_SHOWN])
    people = names(task.customer_id for task in [*page, *closed])
    return desk.answer(
        "inbox/index.html",
        page=page,
        rows=[(task, people[task.customer_id] if task.customer_id else "") for task in page],
        closed=[(task, people[task.customer_id] if task.customer_id else "") for task in closed],
        answer=_answer(counts),
        tabs=[
            Tab(one.label, _url(one.key), one.count, here=one is view, or_more=one.count == cases.MOST) for one in views
        ],
        view=view.key,
        trail=trail(desk),
        closed_url=_url("closed"),
        everybody_url=_url("everybody"),
        nobody=view.nobody,
        others=counts.everybody - counts.for_me if view.key in {"me", "mine", "role"} else 0,
    )


def looked_at(desk: Desk) -> View:
    """The view that the address asks for."""
    return _asked(desk, _views(desk, cases.counts(desk.member, now=desk.now)))


def _asked(desk: Desk, views: list[View]) -> View:
    first = views[0] if desk.role in DOING else next(view for view in views if view.key == "everybody")
    return next((view for view in views if view.key == desk.asked("show")), first)


def show(desk: Desk, task_id: int) -> HttpResponse:
    """One task with its history and the customer beside it."""
    task = one(task_id)
    about = person.read(task.customer_id, desk) if task.customer_id else None
    return desk.answer(
        "inbox/task.html",
        task=task,
        trail=trail(desk),
        letter_url=_letter_url(task),
        sleeps=task.sleeps(desk.now),
        is_overdue=task.is_overdue(desk.now),
        is_mine=task.assignee_id == desk.member.pk,
        order=Order.objects.filter(pk=task.order_id).first() if task.order_id else None,
        journey=_journey(task),
        entries=history.of(task),
        choices=whom.choices() if task.is_open else [],
        present=whom.has(task),
        untils=list(Until),
        person=about,
        moments=about.stretch.moments[:_MOMENTS] if about else [],
    )


def trail(desk: Desk) -> str:
    """Which list of the inbox she came from, as the end of an address: "?show=overdue&page=2"; empty for the first."""
    show, page = desk.asked("show"), desk.asked("page")
    query = {"show": show} if show in KEYS else {}
    if page.isdecimal() and len(page) < 6 and page not in {"0", "1"}:
        query["page"] = page
    return f"?{urlencode(query)}" if query else ""


def one(task_id: int) -> Task:
    """The task of that number. Raises Http404."""
    task = Task.objects.select_related("assignee__user").filter(pk=task_id).first()
    if task is None:
        raise Http404("There is no such task.")
    return task


def _views(desk: Desk, counts: cases.Counts) -> list[View]:
    """Every view; the first is what waits for her who looks, and is what the rail counts."""
    member, role, now = desk.member, desk.role, desk.now
    hers = f"{role.label[:1].upper()}{role.label[1:]}’s"
    views = [
        View("me", "For me", lambda: cases.for_me(member, now=now), counts.for_me, "Nobody waits for you."),
        View("mine", "Mine", lambda: cases.mine(member, now=now), counts.mine, "You hold no task."),
        View("role", hers, lambda: cases.of_role(role, now=now), counts.role, f"Nobody waits for the {role.in_words}."),
        View("everybody", "Everybody’s", lambda: cases.waiting(now=now), counts.everybody, "Nobody waits for us."),
        View(
            "overdue",
            "Overdue",
            lambda: cases.overdue(now=now),
            counts.overdue,
            "None is late.",
            cases.Overdue(member, now),
        ),
        View("snoozed", "Put off", lambda: cases.snoozed(now=now), counts.snoozed, "Nothing is put off."),
        View("closed", "Closed", cases.closed, cases.at_most(cases.closed()), "Nothing was closed yet."),
    ]
    return views if role in DOING else views[3:]


def _url(key: str) -> str:
    inbox = reverse("console:inbox")
    return f"{inbox}?show={key}"


def _letter_url(task: Task) -> str:
    """Where one writes to her because of this task."""
    return f"{reverse('console:letter-new', args=[task.customer_id])}?task={task.pk}" if task.customer_id else ""


def _journey(task: Task) -> Journey | None:
    """The journey that asked for it, by the word in its origin: "journey win-back/1/call, trigger …"."""
    if not task.origin.startswith("journey "):
        return None
    return Journey.objects.filter(key=task.origin.removeprefix("journey ").partition("/")[0]).first()


def _answer(counts: cases.Counts) -> str:
    if not counts.everybody:
        return "Nobody, at the moment."
    late = f", {wording.number(counts.overdue)} overdue" if counts.overdue else ", none overdue"
    all_of_them = wording.count_of(counts.everybody, cases.MOST, "task")
    return f"{all_of_them}{late}; {wording.number(counts.for_me)} for you or your role."
