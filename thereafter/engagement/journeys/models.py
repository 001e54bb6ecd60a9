"""Versioned plans, and every customer's passage through them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Mod

from thereafter.engagement.experiments.models import Experiment
from thereafter.engagement.messaging.models import Purpose


class Journey(models.Model):
    """A plan for what happens after something happened. It starts nobody unless it is on."""

    class State(models.TextChoices):
        OFF = "off"
        ON = "on"

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=300, blank=True, default="")
    stage = models.CharField(max_length=10, blank=True, default="")  # of the customer's life it speaks to; empty: any
    priority = models.SmallIntegerField(default=50)
    state = models.CharField(max_length=3, choices=State, default=State.OFF)
    state_since = models.DateTimeField()
    sends = models.BooleanField(db_default=True, default=True)  # else it rehearses, in a shop that is live as well
    live = models.ForeignKey("Version", null=True, on_delete=models.PROTECT, related_name="+")
    experiment = models.ForeignKey(Experiment, null=True, on_delete=models.PROTECT)
    looked_until = models.DateTimeField(null=True)  # triggers and exits known up to here have been looked at

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """One published text of a journey, and what starts it. People in it finish it, whatever is published later."""

    class OncePer(models.TextChoices):
        CUSTOMER = "customer"
        ORDER = "order"
        EVENT = "event"

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, db_index=False, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()  # the YAML as published
    published_at = models.DateTimeField()
    trigger_event = models.CharField(max_length=120)
    trigger_object_id = models.BigIntegerField(null=True)  # the segment's, where entering one is the trigger
    trigger_where = models.CharField(max_length=1000, blank=True, default="")  # a jsonpath predicate on the properties
    once_per = models.CharField(max_length=8, choices=OncePer)
    first = models.ForeignKey("Step", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["journey", "number"], name="journeys_version_once")]


class Exit(models.Model):
    """One reason to leave a version before its end: an event, or a trouble opened, after the trigger."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="exits")
    words = models.CharField(max_length=120)  # "left because she bought again"
    event = models.CharField(max_length=120, blank=True, default="")
    object_id = models.BigIntegerField(null=True)  # the segment's, where entering or leaving one is the event
    same_order = models.BooleanField(default=False)  # the event must be about the enrollment's own order
    trouble = models.CharField(max_length=40, blank=True, default="")  # a kind of trouble, or "any"


class Step(models.Model):
    """One node of a version, as the statements need it. A wait is left when it is over; all else is passed at once."""

    class Kind(models.TextChoices):
        WAIT = "wait"
        BRANCH = "branch"
        MESSAGE = "message"
        TASK = "task"
        END = "end"

    version = models.ForeignKey(Version, on_delete=models.CASCADE, db_index=False, related_name="steps")
    key = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()  # reading order
    kind = models.CharField(max_length=7, choices=Kind)
    next = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")  # of a branch: its else
    duration = models.DurationField(null=True)  # of a wait
    purpose = models.ForeignKey(Purpose, null=True, on_delete=models.PROTECT)  # of a message
    settings = models.JSONField(default=dict)  # of a branch: arms [{rule, step}]; of a task: title, reason, role, due
    passes = ArrayField(models.BigIntegerField(), default=list)  # steps passed at once by who arrives here, in order
    rests = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")  # the wait or branch then

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
    order_id = models.BigIntegerField(null=True)  # what its messages speak about: the trigger's order, else her latest
    triggered_at = models.DateTimeField()  # when the fact happened
    entered_at = models.DateTimeField()
    due_at = models.DateTimeField()  # the step is looked at then
    trail = ArrayField(models.BigIntegerField(), default=list)  # steps passed so far, in order; `why` tells them
    trail_at = ArrayField(models.DateTimeField(), default=list)  # when each was passed
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=120, blank=True, default="")  # "finished", or the exit rule in words

    class Meta:
        indexes = [
            models.Index(
                Mod("customer_id", 64), "due_at", condition=models.Q(state="active"), name="journeys_enrollment_due"
            )
        ]


class Traffic(models.Model):
    """How many passed a step, per day of the shop. Written in the transaction that moves them."""

    pk = models.CompositePrimaryKey("step_id", "day")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    day = models.DateField()
    passed = models.BigIntegerField(default=0)


class Outlook(models.Model):
    """What would go out until the end of the shop's day, looked at by a dry run that changed nothing."""

    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)  # empty: somebody asked, and the worker has not looked yet
    parts = models.PositiveSmallIntegerField(default=0)  # of the 64 parts of all customers, by chance; the time ran out
    limits = models.JSONField(default=dict)  # under which limits it was reckoned who leaves when
    leaving = models.JSONField(default=dict)  # how many leave when: see `outlook.Leaving`


class Expected(models.Model):
    """One message that an outlook saw decided, and how."""

    outlook = models.ForeignKey(Outlook, on_delete=models.CASCADE, db_index=False)
    customer_id = models.BigIntegerField()
    purpose = models.ForeignKey(Purpose, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    goes_out = models.BooleanField()
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=12, blank=True, default="")
    line = models.IntegerField(default=0)  # what decides when it leaves; the same for all that are alike in it
    leaves_at = models.DateTimeField(null=True)  # where a limit keeps it: the hour of its turn, or the day

    class Meta:
        indexes = [models.Index(fields=["outlook", "goes_out", "customer_id"], name="journeys_expected_of")]
