"""Work for people on our side."""

from django.db import models


class Role(models.TextChoices):
    """Who does it."""

    ACCOUNT_MANAGER = "account_manager", "account manager"
    AGENT = "agent", "support agent"
    MARKETER = "marketer"
    OWNER = "owner"


class Task(models.Model):
    """One thing for one person in a role, with the reason in words. `origin` makes it one and the same."""

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DROPPED = "dropped"

    customer_id = models.BigIntegerField(null=True, db_index=True)
    order_id = models.BigIntegerField(null=True)
    origin = models.CharField(
        max_length=200, unique=True
    )  # "journey high-value/1/call, trigger 77, visit 1, customer 12"
    title = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    role = models.CharField(max_length=20, choices=Role)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=150, blank=True, default="")
    outcome = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="open"), name="cases_task_due")]
