"""Every contact considered, whatever became of it. A message row is its own queue entry and its own record."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.db.models.functions import Mod

from thereafter.engagement.experiments.models import Experiment
from thereafter.record.customers.models import Channel


class Kind(models.TextChoices):
    """Service is owed to the customer, value helps with what was bought, ask wants something."""

    SERVICE = "service"
    VALUE = "value"
    ASK = "ask"


class Template(models.Model):
    """Liquid text in the shop's layout: subject, preheader, and a body in MJML sections. A change is a new version."""

    key = models.SlugField(max_length=80, db_index=False)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=300)
    preheader = models.CharField(max_length=300, blank=True, default="")
    body = models.TextField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="messaging_template_version_once")]


class Purpose(models.Model):
    """The fixed part of what a message is for: one message step of one journey version, or one announcement.

    With the trigger's key, the visit number and the customer it makes a message one and the same.
    """

    key = models.CharField(max_length=200, unique=True)  # "second-purchase/1/ask"
    label = models.CharField(max_length=200)
    journey_key = models.CharField(max_length=80, blank=True, default="", db_index=True)
    kind = models.CharField(max_length=7, choices=Kind)
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.EMAIL)
    template = models.ForeignKey(Template, on_delete=models.PROTECT)
    priority = models.SmallIntegerField(default=50)  # the greater goes first
    useful_for = models.DurationField(null=True, blank=True)  # after this long it is stale; empty: never
    experiment = models.ForeignKey(Experiment, null=True, blank=True, on_delete=models.PROTECT)
    sends = models.BooleanField(db_default=True, default=True)  # or its journey rehearses, whatever the shop does
    since = models.DateTimeField()


class PersonalLetter(models.Model):
    """What a member of staff writes to one customer in her own name. Its purpose is its alone, so it is one message."""

    purpose = models.OneToOneField(Purpose, primary_key=True, on_delete=models.CASCADE, related_name="letter")
    customer_id = models.BigIntegerField(db_index=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()  # paragraphs between empty lines
    from_name = models.CharField(max_length=200)
    from_address = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320)
    written_by = models.CharField(max_length=170)  # as sources are written: "console:ruth"
    written_at = models.DateTimeField()


class State(models.TextChoices):
    """Where a message is. The first four can still change."""

    HELD = "held", "held until"
    READY = "ready", "waits for the transport"
    ATTEMPTING = "attempting", "being handed over"
    UNKNOWN = "unknown", "handed over or not, nobody can say"
    SENT = "sent"
    REHEARSED = "rehearsed", "would have been sent"
    SKIPPED = "skipped"
    FAILED = "failed"


class Reason(models.TextChoices):
    """Why a message was held, skipped or failed, in the order in which the policy asks."""

    NONE = "", "nothing stood in the way"
    UNREACHABLE = "unreachable", "no address on this channel"
    SUPPRESSED = "suppressed", "the address is suppressed"
    NO_CONSENT = "no_consent", "no consent to marketing"
    CONTROL = "control", "in a control group"
    EXITED = "exited", "left the journey"
    TROUBLE = "trouble", "something is being put right"
    STALE = "stale", "too late to be useful"
    QUIET_HOURS = "quiet_hours", "night at her place"
    RATIO = "ratio", "asked too often for the help given"
    DAILY_CAP = "daily_cap", "heard from us today"
    WEEKLY_CAP = "weekly_cap", "heard enough this week"
    PRIORITY = "priority", "something more important went first"
    CONTENT = "content", "the template could not be filled"
    REFUSED = "refused", "the mail server refused it for good"
    GAVE_UP = "gave_up", "the mail server could not be reached in time"
    DROPPED = "dropped", "dropped by a member while it waited"
    RESERVED = "reserved", "an address that nobody can have"
    LIMIT = "limit", "waits: the hour’s limit"
    WARM_UP = "warm_up", "waits: the day’s share of the warm-up"


class Message(models.Model):
    """One considered contact. Its key begins with the customer; there are no foreign-key triggers (docs/decisions)."""

    # Sent or about to be, for all that anybody can say; and what a rehearsal would have sent.
    WENT_OUT = (State.READY, State.ATTEMPTING, State.UNKNOWN, State.SENT, State.REHEARSED)

    pk = models.CompositePrimaryKey("customer_id", "purpose_id", "trigger_key", "visit")
    customer_id = models.BigIntegerField()
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    trigger_key = models.BigIntegerField()
    visit = models.SmallIntegerField(default=1)
    order_id = models.BigIntegerField(null=True)  # what it speaks about
    kind = models.CharField(max_length=7, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField(max_length=12, choices=Reason, blank=True, default="")
    failed_rules = models.IntegerField(default=0)  # every rule that said no: `policy.BITS`
    arm = models.CharField(max_length=9, blank=True, default="")
    considered_at = models.DateTimeField()  # first asked for
    decided_at = models.DateTimeField()  # since when the present decision stands
    not_before = models.DateTimeField(null=True)  # held: judged again then. ready: tried again then
    stale_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    attempted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=120, blank=True, default="")
    error = models.CharField(max_length=300, blank=True, default="")
    told = models.BooleanField(db_default=False)  # sent, and the event that says so is written
    aside = models.CharField(max_length=260, blank=True, default="", db_default="")  # ready, in this lane: see `Lane`
    came_back = False  # no column: an event, read along by `returns.look`

    class Meta:
        indexes = [
            models.Index(Mod("customer_id", 64), "not_before", condition=Q(state="held"), name="messaging_held_due"),
            models.Index(
                ExpressionWrapper(~Q(kind="service"), models.BooleanField()),
                "not_before",
                condition=Q(state="ready"),
                name="messaging_ready_due",
            ),
            models.Index(
                "aside",
                ExpressionWrapper(~Q(kind="service"), models.BooleanField()),
                "decided_at",
                condition=Q(state="ready") & ~Q(aside=""),
                name="messaging_aside",
            ),
            models.Index(fields=["sent_at"], condition=Q(state="sent", told=False), name="messaging_untold"),
            models.Index(fields=["attempted_at"], condition=Q(state="attempting"), name="messaging_attempting"),
            BrinIndex(fields=["considered_at"], name="messaging_by_time"),
        ]


class HandedOver(models.Model):
    """How many letters were handed over, by hour and by the recipients' domain: what limits are counted by.

    Each worker counts in rows of its own, in the commit that marks the letter, so that nobody waits for another's.
    """

    pk = models.CompositePrimaryKey("hour", "domain", "worker")
    hour = models.DateTimeField()  # its beginning
    domain = models.CharField(max_length=255)
    worker = models.IntegerField()  # the process of its database connection
    messages = models.IntegerField()


class Lane(models.Model):
    """Ready messages that were set aside because they cannot go now, so that nobody meets them at the head of the line.

    "@gmail.com" waits for the next hour of a domain, "12" for the journey of the purpose with this number to send.
    Nobody looks into a lane before it opens; one in which nothing is left is gone.
    """

    name = models.CharField(max_length=260, primary_key=True)
    opens_at = models.DateTimeField(db_index=True)


class Decision(models.Model):
    """A decision that another one has replaced. The present one stands on the message itself."""

    customer_id = models.BigIntegerField()
    purpose_id = models.BigIntegerField()
    trigger_key = models.BigIntegerField()
    visit = models.SmallIntegerField()
    decided_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State)
    reason = models.CharField(max_length=12, choices=Reason, blank=True, default="")
    failed_rules = models.IntegerField(default=0)
    not_before = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["customer_id", "purpose_id"], name="messaging_decision_of")]
