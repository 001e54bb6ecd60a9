"""Who waits for us? Tasks, the oldest promise first."""

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thereafter.engagement.cases import queries as cases
from thereafter.engagement.cases import tasks
from thereafter.engagement.cases.models import Role, Task
from thereafter.surfaces.console.customers import person
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.paging import page_of
from thereafter.surfaces.console.people import names
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Tab

_CLOSED = "closed"
_CLOSED_SHOWN = 5  # under what is open; all of them have a tab
_MOMENTS = 15


def index(desk: Desk) -> HttpResponse:
    """What is open for a role, with what was closed last; or, under its own tab, all that was closed."""
    role = desk.asked("role")
    asked = Role(role) if role in Role.values else None
    is_closed = desk.asked("state") == _CLOSED
    closed_ever = cases.closed_lately(asked)
    page = page_of(closed_ever if is_closed else cases.open_for(asked), desk.request)
    closed = list(closed_ever[:_CLOSED_SHOWN])
    people = names(task.customer_id for task in [*page, *closed])
    waiting = cases.open_by_role()
    tabs = [
        *_tabs(waiting, None if is_closed else asked, here=not is_closed),
        _closed_tab(closed_ever.count(), asked, here=is_closed),
    ]
    return desk.answer(
        "inbox/index.html",
        page=page,
        rows=[(task, people[task.customer_id] if task.customer_id else "") for task in page],
        closed=[(task, people[task.customer_id] if task.customer_id else "") for task in closed],
        answer=_answer(cases.overdue(now=desk.now).count(), waiting=sum(waiting.values())),
        tabs=tabs,
        is_closed=is_closed,
        closed_url=tabs[-1].url,
        nobody=f"Nobody waits for the {asked.label.lower()}." if asked else "Nobody waits for us.",
    )


def show(desk: Desk, task_id: int) -> HttpResponse:
    """One task with the customer beside it."""
    task = _one(task_id)
    about = person.read(task.customer_id, desk) if task.customer_id else None
    return desk.answer(
        "inbox/task.html", task=task, person=about, moments=about.stretch.moments[:_MOMENTS] if about else []
    )


def done(desk: Desk, task_id: int) -> HttpResponse:
    """Close it with what came of it."""
    task = _one(task_id)
    outcome = desk.said("outcome")
    if not outcome:
        flash.error(desk.request, "Say in a few words what came of it; whoever looks at her next will read it.")
        return redirect("console:task", task_id)
    tasks.done(task, outcome=outcome, by=desk.user.get_username(), now=desk.now)
    flash.success(desk.request, f"Done: {task.title}.")
    return redirect("console:inbox")


def drop(desk: Desk, task_id: int) -> HttpResponse:
    """Close it undone, with the reason."""
    task = _one(task_id)
    why = desk.said("outcome") or "no reason given"
    tasks.drop(task, why=why, by=desk.user.get_username(), now=desk.now)
    flash.success(desk.request, f"Dropped: {task.title}.")
    return redirect("console:inbox")


def undo(desk: Desk, task_id: int) -> HttpResponse:
    """Open it again."""
    task = _one(task_id)
    tasks.reopen(task)
    flash.success(desk.request, f"Open again: {task.title}.")
    return redirect("console:task", task_id)


def _one(task_id: int) -> Task:
    task = Task.objects.filter(pk=task_id).first()
    if task is None:
        raise Http404("There is no such task.")
    return task


def _answer(overdue: int, *, waiting: int) -> str:
    if not waiting:
        return "Nobody, at the moment."
    if not overdue:
        return f"{wording.count(waiting, 'task')}, none of them overdue."
    return f"{wording.count(waiting, 'task')}, {wording.number(overdue)} of them overdue."


def _closed_tab(count: int, asked: Role | None, *, here: bool) -> Tab:
    """What was done or dropped; of one role, where one is asked for."""
    label, role = (f"Closed for the {asked.label.lower()}", f"&role={asked}") if asked else ("Closed", "")
    return Tab(label, f"{reverse('console:inbox')}?state={_CLOSED}{role}", count, here=here)


def _tabs(waiting: dict[Role, int], asked: Role | None, *, here: bool) -> list[Tab]:
    """Everybody's, and each role's, with what is open."""
    inbox = reverse("console:inbox")
    tabs = [Tab("Everybody’s", inbox, sum(waiting.values()), here=here and asked is None)]
    return tabs + [
        Tab(
            f"{role.label[:1].upper()}{role.label[1:]}’s",
            f"{inbox}?role={role}",
            waiting.get(role, 0),
            here=asked == role,
        )
        for role in Role
        if waiting.get(role) or asked == role
    ]
