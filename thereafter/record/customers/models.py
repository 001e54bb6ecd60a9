"""Who a customer is, how to reach her, what she agreed to, and what stands open between her and the shop."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Collate

from thereafter.record.customers.folding import Folded, NameWords

_LAST, _FIRST = Collate(Folded("last_name"), "C"), Collate(Folded("first_name"), "C")


class Channel(models.TextChoices):
    """A way to reach somebody."""

    EMAIL = "email", "e-mail"


class Customer(models.Model):
    """A person who bought or may buy. `provenance` says of every field: [source, instant]."""

    first_name = models.CharField(max_length=200, blank=True, default="")
    last_name = models.CharField(max_length=200, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="")
    custom = models.JSONField(default=dict)
    provenance = models.JSONField(default=dict)
    known_at = models.DateTimeField()

    class Meta:
        # For finding people by the beginnings of names, in either order; what begins later has its words.
        indexes = [
            models.Index(_LAST, _FIRST, name="customers_by_last_name"),
            models.Index(_FIRST, _LAST, name="customers_by_first_name"),
            GinIndex(
                NameWords("first_name", "last_name"),
                condition=Q(first_name__regex="[ -]") | Q(last_name__regex="[ -]"),
                name="customers_by_name_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or f"Customer {self.pk}"


class Identity(models.Model):
    """A name that a source gives a customer: a store's number, an address. One (kind, scope, value) is one person."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=20)  # "number" (a store's own) or "email"
    scope = models.CharField(max_length=60, blank=True, default="")  # the store's key; empty for an address
    value = models.CharField(max_length=320, db_collation="C")  # normalised; in the order of bytes, for beginnings
    source = models.CharField(max_length=60)
    known_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "scope", "value"], name="customers_identity_once")]
        verbose_name_plural = "identities"


class ContactPoint(models.Model):
    """An address of a customer on one channel. `address_key` is its normalised form, which suppressions name."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False, related_name="contact_points")
    channel = models.CharField(max_length=20, choices=Channel)
    address = models.CharField(max_length=320)
    address_key = models.CharField(max_length=320, db_collation="C")  # in the order of bytes, for beginnings
    preferred = models.BooleanField(default=True)
    source = models.CharField(max_length=60)
    since = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)  # by hand: kept, so that no import brings it back into use

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "channel", "address_key"], name="customers_contact_point_once"),
            models.UniqueConstraint(
                fields=["customer", "channel"], condition=Q(preferred=True), name="customers_one_preferred_point"
            ),
        ]
        indexes = [models.Index(fields=["channel", "address_key"], name="customers_point_by_address")]


class ConsentState(models.TextChoices):
    """What she said."""

    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


class Consent(models.Model):
    """What she agreed to now, per channel and topic. Every change stands in `ConsentRecord` with its proof.

    The word that ranks highest by (`dated`, instant, state): the latest; of a yes and a no of one instant, the no.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False, related_name="consents")
    channel = models.CharField(max_length=20, choices=Channel)
    topic = models.CharField(max_length=40, default="marketing")
    state = models.CharField(max_length=10, choices=ConsentState)
    since = models.DateTimeField()
    dated = models.BooleanField(db_default=True)  # as in the record

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "channel", "topic"], name="customers_one_consent")]


class ConsentRecord(models.Model):
    """The proof: who said what, when, by which words, learned from whom. Append-only."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False, related_name="consent_records")
    channel = models.CharField(max_length=20, choices=Channel)
    topic = models.CharField(max_length=40, default="marketing")
    state = models.CharField(max_length=10, choices=ConsentState)
    occurred_at = models.DateTimeField()
    # False: a file says yes and not since when. Then `occurred_at` is when we learned it, and every other word ranks
    # higher: the no of last year that the next file brings may well be the younger one.
    dated = models.BooleanField(db_default=True)
    known_at = models.DateTimeField()
    source = models.CharField(max_length=60)
    method = models.CharField(max_length=60, blank=True, default="")  # checkout box, preference page, one-click, import
    proof = models.JSONField(default=dict)  # wording, its version, page, address it came from

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "channel", "topic", "occurred_at", "state"], name="customers_consent_said_once"
            )
        ]


class Suppression(models.Model):
    """An address that gets nothing, whoever it belongs to. Stronger than any consent; an import never lifts one."""

    channel = models.CharField(max_length=20, choices=Channel)
    address_key = models.CharField(max_length=320, db_collation="C")  # as that of contact points, or no index serves
    reason = models.CharField(max_length=40)  # unsubscribed elsewhere, bounced, complained, by hand, imported
    source = models.CharField(max_length=60)
    since = models.DateTimeField()
    known_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=60, blank=True, default="")
    lifted_because = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address_key"], condition=Q(lifted_at=None), name="customers_suppressed_once"
            )
        ]


class Trouble(models.Model):
    """An open reason to stop selling to a customer: who said so, since when. Closed, it stays as history.

    One with an end (`ends_at`) is over at that instant by itself, whether or not somebody has closed it yet.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="troubles")
    kind = models.CharField(max_length=40)  # late_parcel, open_return, open_case, failed_payment, low_score, hold
    key = models.CharField(max_length=120)  # what exactly: the parcel's, the return's name
    words = models.CharField(max_length=300)
    source = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=170, blank=True, db_default="")  # empty: it was settled by itself
    outcome = models.CharField(max_length=300, blank=True, db_default="")  # what came of it, in words

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "key"], condition=Q(closed_at=None), name="customers_trouble_once"
            )
        ]


class Tag(models.Model):
    """A word on a customer, in small letters. Taken off, it stays as history, so that no older file puts it back.

    `written`: as it was typed or brought, with its capitals; empty where it says the same as `word`.
    """

    pk = models.CompositePrimaryKey("customer_id", "word")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False, related_name="tags")
    word = models.CharField(max_length=255, db_collation="C")  # in the order of bytes, for beginnings
    written = models.CharField(max_length=255, blank=True, default="", db_default="")
    source = models.CharField(max_length=60)
    since = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["word", "customer"], condition=Q(removed_at=None), name="customers_tag_by_word")
        ]

    @property
    def shown(self) -> str:
        """As people read it."""
        return self.written or self.word


class Double(models.Model):
    """Two records that may be one person, the rules that say so, and what a person decided. Ids without constraint:
    what was decided outlives the record that was joined to the other."""

    class Strength(models.IntegerChoices):
        POSSIBLE = 1, "possible"
        LIKELY = 2, "likely"
        CERTAIN = 3, "certain"

    class Verdict(models.TextChoices):
        OPEN = "", "waits for a decision"
        DIFFERENT = "different", "not the same person"

    low_id = models.BigIntegerField()
    high_id = models.BigIntegerField(db_index=True)
    rules = ArrayField(models.CharField(max_length=40), default=list)  # of `merging.rules`, the strongest first
    strength = models.SmallIntegerField(choices=Strength, default=Strength.POSSIBLE)
    found_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True, default=Verdict.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=170, blank=True, default="")
    later_until = models.DateTimeField(null=True, blank=True)  # not shown before then
    of_merge_id = models.BigIntegerField(null=True, db_index=True)  # came with that merge, and goes with it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["low_id", "high_id"], name="customers_double_once")]
        indexes = [models.Index(fields=["-strength", "id"], condition=Q(verdict=""), name="customers_double_open")]


class Merge(models.Model):
    """Two records that became one. `gone` is the second one's row; with `Moved`, all it takes to take them apart."""

    stays_id = models.BigIntegerField(db_index=True)
    gone_id = models.BigIntegerField()
    rules = ArrayField(models.CharField(max_length=40), default=list)
    because = models.CharField(max_length=200)  # why the one stays and not the other
    joined_at = models.DateTimeField()
    joined_by = models.CharField(max_length=170)
    gone = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)  # of the one who stays: {field: {"before": …, "after": …}}
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=170, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone_id"], condition=Q(undone_at=None), name="customers_gone_once")
        ]


class Moved(models.Model):
    """The rows of one relation that a merge moved, by their keys, and those it had to set aside, as they were."""

    pk = models.CompositePrimaryKey("merge_id", "relation")
    merge = models.ForeignKey(
        Merge, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="moved"
    )
    relation = models.CharField(max_length=80)
    keys = models.JSONField(default=list)
    kept = models.JSONField(default=list)


class Sweep(models.Model):
    """One pass through everybody that a worker makes: looking for doubles, or joining all that are certain."""

    class Kind(models.TextChoices):
        FIND = "find"
        JOIN = "join"

    kind = models.CharField(max_length=4, choices=Kind)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=170)
    total = models.IntegerField(null=True)
    done = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(ended_at=None), name="customers_sweep_once")
        ]


class Note(models.Model):
    """What somebody of the shop wants the others to know about a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False, related_name="notes")
    text = models.CharField(max_length=2000)
    by = models.CharField(max_length=170)  # as sources are written: "console:ruth"
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["customer", "-at"], name="customers_note_of")]


class Correction(models.Model):
    """One field of a customer that a person put right, with what it was before, so that it can be taken back.

    `before` and `after` are [value, provenance]: as the field stood, and as it stands since.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, db_index=False, related_name="corrections")
    field = models.CharField(max_length=70)  # as in `Customer.provenance`: "last_name", "custom.shoe_size"
    before = models.JSONField()
    after = models.JSONField()
    by = models.CharField(max_length=170)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["customer", "-at"], name="customers_correction_of")]


class Erasure(models.Model):
    """A customer who was erased: her number, which names nobody any more, by whom, and when.

    `settled`: everybody who worked with the database at that moment has ended since, and what they left went too.
    """

    id = models.BigIntegerField(primary_key=True)
    by = models.CharField(max_length=170)
    at = models.DateTimeField(db_index=True)
    settled = models.BooleanField(db_default=False)


class ErasedName(models.Model):
    """A name of somebody erased, as a keyed hash (`erased_names.py`), by which imports leave out what speaks of her."""

    digest = models.BinaryField(primary_key=True)
    erased_at = models.DateTimeField()


class ErasureKey(models.Model):
    """The key of those hashes: made once, sealed by the secret key, so that another secret key forgets nobody."""

    only = models.BooleanField(primary_key=True, default=True)
    sealed = models.TextField()


class FieldDefinition(models.Model):
    """A custom field of customers: its key in `Customer.custom`, its label and its type."""

    class Type(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        FLAG = "flag", "yes or no"
        INSTANT = "instant", "date and time"

    key = models.SlugField(primary_key=True, max_length=60)
    label = models.CharField(max_length=120)
    type = models.CharField(max_length=10, choices=Type)
    since = models.DateTimeField()
