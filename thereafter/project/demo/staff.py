"""Who works in the shop and does its tasks, invented: else the inbox of a shop that has lived for months was a heap.

Nobody does them all.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from thereafter.engagement.cases import tasks
from thereafter.engagement.cases.models import Task
from thereafter.foundation.clock import Clock
from thereafter.project.demo.chance import choose, shares
from thereafter.record.staff import members
from thereafter.record.staff.models import Member
from thereafter.record.staff.roles import Role

ACCOUNT_MANAGER = "Harriet Kemp"
OWNER = "Beatrice Wren"
_WHO = {Role.OWNER: OWNER}
_MEMBERS = {Role.OWNER: OWNER, Role.ACCOUNT_MANAGER: ACCOUNT_MANAGER}
_DOMAIN = "wren-and-thistle.example"
_SOONEST, _LATEST = timedelta(hours=3), timedelta(days=3)
_OWNER_LATEST = timedelta(days=8)  # who keeps a shop keeps some promises late
_BEHIND = timedelta(days=8)  # at the end they are so far behind: of what was opened since, a part waits still
_LEFT = 0.4
_OUTCOMES = (
    "Spoke for a few minutes. Pleased, and asked when the spring things come.",
    "Left a message and wrote a card.",
    "Wrote by hand. Answered within the hour, with a photo of the shelf.",
    "Spoke. One jar came chipped; a new one is on its way.",
    "Spoke. Buys for a shop of her own and would like to order by the box.",
    "Not reached twice; wrote instead.",
    "Spoke. Would like fewer small parcels and one big one a month.",
)


def move_in(*, now: datetime) -> None:
    """Those who work in the shop are members of it, and write to customers from its domain. They come in by links."""
    for role, name in _MEMBERS.items():
        first, last = name.split()
        said = {"first_name": first, "last_name": f"{last} (invented)", "date_joined": now}
        user, _ = User.objects.get_or_create(username=first.lower(), defaults=said)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        member = members.join(user, role, now=now)
        Member.objects.filter(pk=member.pk).update(mail_name=name, mail_address=f"{first.lower()}@{_DOMAIN}")


def work(clock: Clock, *, ends: datetime) -> None:
    """Do every open task whose hour has come: three hours to three days after it was opened; the owner's, to eight.

    Of those opened in the last days before `ends`, where the shop's story ends, some are left to whoever looks at it.
    """
    now = clock.now()
    waiting = list(Task.objects.filter(state=Task.State.OPEN, opened_at__lte=now - _SOONEST).order_by("pk"))
    lately = [task.origin for task in waiting if task.opened_at > ends - _BEHIND]
    left = {origin for origin, share in zip(lately, shares("who is left", lately), strict=True) if share < _LEFT}
    waiting = [task for task in waiting if task.origin not in left]
    names = [task.origin for task in waiting]
    draws = zip(waiting, shares("when a task is done", names), shares("what came of a task", names), strict=True)
    for task, patience, outcome in draws:
        latest = _OWNER_LATEST if task.role == Role.OWNER else _LATEST
        if task.opened_at + _SOONEST + patience * (latest - _SOONEST) <= now:
            by = f"{_WHO.get(Role(task.role), ACCOUNT_MANAGER)} (invented)"
            tasks.done(task, outcome=choose(_OUTCOMES, outcome), by=by, now=now)
