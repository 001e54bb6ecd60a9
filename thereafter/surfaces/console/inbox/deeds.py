"""What a person does with one task. Each is a deed of its own, what hurts can be undone, and it leads back to the list
that she came from."""

from datetime import date, datetime

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from thereafter.engagement.cases import assigning, history, snoozing, tasks
from thereafter.engagement.cases.models import Task
from thereafter.record.staff.roles import Role
from thereafter.surfaces.console.desk import Desk
from thereafter.surfaces.console.inbox import whom
from thereafter.surfaces.console.inbox.pages import one, trail
from thereafter.surfaces.ui import wording


def done(desk: Desk, task_id: int) -> HttpResponse:
    """Close it with what came of it."""
    task = one(task_id)
    _as_seen(desk, task, wanted=whom.of_member(desk.member))
    outcome = desk.said("outcome")
    if not outcome:
        flash.error(desk.request, "Say in a few words what came of it; whoever looks at her next will read it.")
        return redirect(f"{reverse('console:task', args=[task_id])}{trail(desk)}")
    tasks.done(task, outcome=outcome, by=str(desk.member), now=desk.now)
    flash.success(desk.request, f"Done: {task.title}.", extra_tags=_undo(task))
    return redirect(f"{reverse('console:inbox')}{trail(desk)}")


def drop(desk: Desk, task_id: int) -> HttpResponse:
    """Close it undone, with the reason."""
    task = one(task_id)
    _as_seen(desk, task, wanted=whom.of_member(desk.member))
    why = desk.said("outcome") or "no reason given"
    tasks.drop(task, why=why, by=str(desk.member), now=desk.now)
    flash.success(desk.request, f"Dropped: {task.title}.", extra_tags=_undo(task))
    return redirect(f"{reverse('console:inbox')}{trail(desk)}")


def undo(desk: Desk, task_id: int) -> HttpResponse:
    """Open it again."""
    task = one(task_id)
    tasks.reopen(task, by=str(desk.member), now=desk.now)
    flash.success(desk.request, f"Open again: {task.title}.")
    return redirect(f"{reverse('console:task', args=[task_id])}{trail(desk)}")


def snooze(desk: Desk, task_id: int) -> HttpResponse:
    """Put it off; it comes back by itself."""
    task = one(task_id)
    _as_seen(desk, task, wanted=whom.of_member(desk.member))
    until = _until(desk)
    snoozing.snooze(task, until, by=str(desk.member), now=desk.now)
    words = f"Put off until {wording.instant(until, desk.zone)}: {task.title}."
    flash.success(desk.request, words, extra_tags=reverse("console:task-wake", args=[task.pk]))
    return redirect(f"{reverse('console:inbox')}{trail(desk)}")


def wake(desk: Desk, task_id: int) -> HttpResponse:
    """It waits at once."""
    task = one(task_id)
    snoozing.wake(task, by=str(desk.member), now=desk.now)
    flash.success(desk.request, f"Waits again: {task.title}.")
    return redirect(f"{reverse('console:task', args=[task_id])}{trail(desk)}")


def comment(desk: Desk, task_id: int) -> HttpResponse:
    """Say something about it."""
    history.comment(one(task_id), desk.said("comment"), by=str(desk.member), now=desk.now)
    return redirect(f"{reverse('console:task', args=[task_id])}{trail(desk)}#history")


def take(desk: Desk, task_id: int) -> HttpResponse:
    """It is mine, unless somebody else took it while I looked."""
    task = _as_seen(desk, one(task_id), wanted=whom.of_member(desk.member))
    assigning.hand_to_member(task, desk.member, by=str(desk.member), now=desk.now)
    flash.success(desk.request, f"Yours now: {task.title}.")
    return redirect(f"{reverse('console:task', args=[task_id])}{trail(desk)}")


def give_back(desk: Desk, task_id: int) -> HttpResponse:
    """It waits for its role again."""
    task = one(task_id)
    _as_seen(desk, task, wanted=whom.of_role(Role(task.role)))
    assigning.give_back(task, by=str(desk.member), now=desk.now)
    flash.success(desk.request, f"It waits for {task.whose} again: {task.title}.")
    return redirect(f"{reverse('console:task', args=[task_id])}{trail(desk)}")


def hand(desk: Desk, task_id: int) -> HttpResponse:
    """It is for somebody else."""
    to = whom.chosen(desk.said("whom"))
    task = _as_seen(desk, one(task_id), wanted=desk.said("whom"))
    if isinstance(to, Role):
        assigning.hand_to_role(task, to, by=str(desk.member), now=desk.now)
    else:
        assigning.hand_to_member(task, to, by=str(desk.member), now=desk.now)
    flash.success(desk.request, f"It waits for {task.whose}: {task.title}.")
    return redirect(f"{reverse('console:task', args=[task_id])}{trail(desk)}")


def _as_seen(desk: Desk, task: Task, *, wanted: str) -> Task:
    """The task, in the hands in which the page showed it or already in those `wanted`. Raises HandedMeanwhile."""
    if task.is_open and desk.said("seen") not in {"", whom.has(task)} and whom.has(task) != wanted:
        assigning.refuse_handed(task)
    return task


def _until(desk: Desk) -> datetime:
    """The day that was written, else the one that was chosen. Raises NotLater."""
    said = desk.said("day")
    if not said and desk.said("until") in set(snoozing.Until):
        return snoozing.Until(desk.said("until")).morning(desk.zone, now=desk.now)
    try:
        return datetime.combine(date.fromisoformat(said), snoozing.MORNING, desk.zone)
    except (ValueError, OverflowError):
        raise snoozing.NotLater("Until which day is not said. Choose one.") from None


def _undo(task: Task) -> str:
    return reverse("console:task-undo", args=[task.pk])
