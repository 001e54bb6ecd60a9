"""How are my customers, and what needs me today?"""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thereafter.audience.profiles import queries as profiles
from thereafter.audience.profiles.models import Stage
from thereafter.connectors.files import queries as imports
from thereafter.engagement.cases import queries as cases
from thereafter.engagement.cases.models import Task
from thereafter.engagement.messaging import silence, tallies
from thereafter.engagement.messaging.tallies import Span
from thereafter.record.events import queries as events
from thereafter.record.staff import second_look
from thereafter.record.staff.models import SecondLook
from thereafter.record.staff.roles import May
from thereafter.surfaces.console import happenings
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.people import named
from thereafter.surfaces.console.setup import steps as setup
from thereafter.surfaces.ui import wording
from thereafter.surfaces.ui.shapes import Todo, Tone

LATELY = timedelta(days=7)
IMPORT_COMMAND = "thereafter import orders orders.csv --dry-run"
_TASKS_SHOWN = 3
_AS_YET = {
    "rehearsal": "The shop is in rehearsal: everything is decided, nothing is sent",
    "test": "The shop tries it out: only its test addresses get mail, the rest is as in rehearsal",
}
_STILL_BUYING = (Stage.NEW, Stage.ACTIVE, Stage.LOYAL, Stage.WON_BACK)


def show(desk: Desk) -> HttpResponse:
    """Three sentences, what to do, who heard nothing, what happened."""
    standing = profiles.standing(now=desk.now)
    if not standing.known:
        if desk.may(May.SETTLE) and setup.is_untouched():
            return redirect("console:setup")
        return desk.answer("home/empty.html", import_command=IMPORT_COMMAND, steps=setup.steps(desk))
    silent = silence.radio_silence(now=desk.now, rehearsing=not desk.is_live)
    week = tallies.of_span(Span.WEEK, now=desk.now)
    outcomes = week.by_state()
    return desk.answer(
        "home/home.html",
        buyers=standing.buyers,
        still_buying=sum(standing.stages[stage] for stage in _STILL_BUYING),
        slipping=standing.stages[Stage.SLIPPING],
        counted=min(standing.counted, week.counted, silent.counted, key=lambda one: one.at),
        outcomes=outcomes,
        silent=silent,
        silent_people=named(silent.some),
        looks=_looks(desk),
        missing=[step for step in setup.steps(desk) if step.standing is not setup.Standing.DONE],
        todos=[*_tasks(desk), *_messages(outcomes), *_imports(desk), *_sending(desk, outcomes)],
        lately=happenings.of_the_shop(
            events.latest(happenings.ON_HOME, since=desk.now - LATELY, until=desk.now, limit=12), desk
        ),
    )


def _looks(desk: Desk) -> list[SecondLook]:
    """What others asked her to look at, because it is too large for one member."""
    if not desk.may(May.SEND):
        return []
    return [look for look in second_look.waiting() if look.asked_by_id != desk.member.pk]


def _tasks(desk: Desk) -> list[Todo]:
    """The oldest overdue tasks by name, those that concern her first, and the rest as a number."""
    overdue = cases.Overdue(desk.member, desk.now)
    shown = [
        Todo(
            task.title,
            "Open the task",
            url=reverse("console:task", args=[task.pk]),
            detail=f"For {_whose(task, desk)}. {task.reason}",
            due=f"due {wording.relative(task.due_at, now=desk.now)}",
            tone=Tone.BAD,
        )
        for task in overdue[:_TASKS_SHOWN]
    ]
    counted = cases.at_most(cases.overdue(now=desk.now))
    more = counted - len(shown)
    if more > 0:
        words = f"{cases.MOST:,} tasks or more are" if counted == cases.MOST else f"{wording.count(more, 'more task')}"
        inbox = f"{reverse('console:inbox')}?show=overdue"
        shown.append(Todo(f"{words} overdue", "Open the inbox", url=inbox, tone=Tone.BAD))
    return shown


def _whose(task: Task, desk: Desk) -> str:
    return "you" if task.assignee_id == desk.member.pk else task.whose


def _messages(outcomes: dict[str, int]) -> list[Todo]:
    """Messages that only a person can judge: handed over or not, or given up."""
    asked = {
        "unknown": (
            "Nobody can say whether {} went out",
            "The connection broke after the last word. They are never sent again by themselves.",
        ),
        "failed": ("{} failed", "Each says what the mail server answered."),
    }
    return [
        Todo(
            words.format(wording.count(outcomes[state], "message")),
            "See which",
            url=f"{reverse('console:messages')}?state={state}",
            detail=detail,
            due="Last 7 days",
            tone=Tone.WARN,
        )
        for state, (words, detail) in asked.items()
        if outcomes[state]
    ]


def _imports(desk: Desk) -> list[Todo]:
    """Imports that stopped."""
    return [
        Todo(
            f"The import of {run.file_name} stopped",
            "See why",
            url=reverse("console:import", args=[run.key]),
            detail=run.error,
            due=wording.relative(run.started_at, now=desk.now),
            tone=Tone.BAD,
        )
        for run in imports.failed_lately(since=desk.now - LATELY)[:_TASKS_SHOWN]
    ]


def _sending(desk: Desk, outcomes: dict[str, int]) -> list[Todo]:
    """The reminder that nothing goes out while the shop rehearses, or to nobody but those who try it."""
    if desk.is_live:
        return []
    would = wording.count(outcomes["rehearsed"], "message")
    return [
        Todo(
            _AS_YET[desk.shop.mode],
            "Look before you start sending",
            url=reverse("console:sending"),
            detail=f"{would} of the last 7 days would have gone out.",
        )
    ]
