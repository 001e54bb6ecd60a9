"""Work for people on our side, and the history of each piece of it."""

from datetime import datetime

from django.db import models

from thereafter.engagement.messaging.models import PersonalLetter
from thereafter.record.staff.models import Member
from thereafter.record.staff.roles import DOING


class Task(models.Model):
    """One thing to do, for a role or for one member, with the reason in words. `origin` makes it one and the same.

    Who holds it stands in `assignee`; it is the role's while nobody does. A snoozed one comes back by itself.
    """

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DROPPED = "dropped"

    customer_id = models.BigIntegerField(null=True, db_index=True)
    order_id = models.BigIntegerField(null=True)
    origin = models.CharField(
        max_length=200, unique=True
    )  # "journey high-value/1/call, trigger 77, visit 1, customer 12"; "by hand 0c1f…"
    title = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in DOING])
    assignee = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    snoozed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=150, blank=True, default="")
    outcome = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="open"), name="cases_task_due"),
            models.Index(
                fields=["assignee", "role", "due_at"], condition=models.Q(state="open"), name="cases_task_whose"
            ),
            models.Index(
                fields=["snoozed_until"],
                condition=models.Q(state="open", snoozed_until__isnull=False),
                name="cases_task_snoozed",
            ),
            models.Index(fields=["done_at", "id"], condition=~models.Q(state="open"), name="cases_task_closed"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do it."""
        return self.state == Task.State.OPEN

    @property
    def whose(self) -> str:
        """Who it waits for, in words."""
        return str(self.assignee) if self.assignee else f"the {self.get_role_display().lower()}"

    def is_overdue(self, now: datetime) -> bool:
        """Whether its promise has passed."""
        return self.is_open and self.due_at < now

    def sleeps(self, now: datetime) -> bool:
        """Whether it is put off, and until later."""
        return self.is_open and self.snoozed_until is not None and self.snoozed_until > now


class Entry(models.Model):
    """One line of a task's history: who did what with it, and when. Append-only; a comment is one of them."""

    class What(models.TextChoices):
        MADE = "made", "made it by hand"
        SAID = "said", "said"
        WROTE = "wrote", "wrote to her"
        HANDED = "handed", "handed it to"
        SNOOZED = "snoozed", "put it off until"
        WOKE = "woke", "took it up again"
        DONE = "done", "did it"
        DROPPED = "dropped", "dropped it"
        REOPENED = "reopened", "opened it again"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, db_index=False, related_name="entries")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)  # as she was called then
    what = models.CharField(max_length=8, choices=What)
    words = models.CharField(max_length=2_000, blank=True, default="")  # the comment, what came of it, whose it is
    until = models.DateTimeField(null=True, blank=True)  # of a snooze
    letter = models.ForeignKey(PersonalLetter, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["task", "at"], name="cases_entry_of")]
