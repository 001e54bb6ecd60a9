"""Versioned plans, and every customer's passage through them."""

from django.db import models

from thereafter.engagement.experiments.models import Experiment
from thereafter.engagement.messaging.models import Purpose


class Journey(models.Model):
    """A plan for what happens after something happened. It starts nobody unless it is on."""

    class State(models.TextChoices):
        OFF = "off"
        ON = "on"

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    priority = models.SmallIntegerField(default=50)
    state = models.CharField(max_length=3, choices=State, default=State.OFF)
    state_since = models.DateTimeField()
    live = models.ForeignKey("Version", null=True, on_delete=models.PROTECT, related_name="+")
    experiment = models.ForeignKey(Experiment, null=True, on_delete=models.PROTECT)
    looked_until = models.DateTimeField(null=True)  # triggers known up to here have been looked at


class Version(models.Model):
    """One published text of a journey. People in it finish it, whatever is published later."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()  # the YAML as published
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journey", "number"], name="journeys_version_once")]


class Step(models.Model):
    """One node of a version, as the statements need it. A wait is left at its end; everything else is passed at once."""

    class Kind(models.TextChoices):
        WAIT = "wait"
        BRANCH = "branch"
        MESSAGE = "message"
        TASK = "task"
        END = "end"

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()  # reading order
    kind = models.CharField(max_length=7, choices=Kind)
    next = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")  # of a branch: its else
    duration = models.DurationField(null=True)  # of a wait
    purpose = models.ForeignKey(Purpose, null=True, on_delete=models.PROTECT)  # of a message
    settings = models.JSONField(default=dict)  # of a branch: arms [{rule, step}]; of a task: title, reason, role, due

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="journeys_step_once")]


class Enrollment(models.Model):
    """One customer's passage, by what triggered it (an order, an event, an entry into a segment). Ended, it stays."""

    class State(models.TextChoices):
        ACTIVE = "active"
        ENDED = "ended"

    pk = models.CompositePrimaryKey("customer_id", "journey_id", "trigger_key")
    customer_id = models.BigIntegerField()
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    trigger_key = models.BigIntegerField()
    version = models.ForeignKey(Version, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    step = models.ForeignKey(Step, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    visit = models.SmallIntegerField(default=1)
    state = models.CharField(max_length=6, choices=State, default=State.ACTIVE)
    order_id = models.BigIntegerField(null=True)
    triggered_at = models.DateTimeField()  # when the fact happened
    entered_at = models.DateTimeField()
    due_at = models.DateTimeField()  # the step is looked at then
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=120, blank=True, default="")  # "finished", or the exit rule in words


class Traffic(models.Model):
    """How many passed a step, per day. Written by the statement that moves them."""

    pk = models.CompositePrimaryKey("step_id", "day")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    day = models.DateField()
    passed = models.BigIntegerField(default=0)
