"""Named sets of customers, each a rule that compiles to one query, and who is in them since when."""

from django.db import models

from thereafter.record.customers.meant import Unmeant


class Segment(models.Model):
    """A named rule, or a list held by hand. `count` is how many are in; `problem` says why a refresh could not look."""

    class Kind(models.TextChoices):
        RULE = "rule"
        LIST = "list"

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=Kind, default=Kind.RULE)
    rule = models.JSONField(null=True)  # a list has none
    rule_since = models.DateTimeField()
    count = models.IntegerField(null=True)
    refreshed_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["name", "key"], name="segments_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_list(self) -> bool:
        """Whether people decide who is in."""
        return self.kind == self.Kind.LIST


class Membership(models.Model):
    """Somebody is in a segment now. Entering and leaving are events `segment.entered` and `segment.left`."""

    pk = models.CompositePrimaryKey("customer_id", "segment_id")
    customer_id = models.BigIntegerField()
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["segment", "customer_id"], name="segments_by_segment")]


class Change(models.Model):
    """One change of a list by hand: how many came or went at once, and by whom. The last one can be undone."""

    class Verb(models.TextChoices):
        ADDED = "added"
        REMOVED = "removed"

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    by = models.CharField(max_length=170)
    verb = models.CharField(max_length=7, choices=Verb)
    people = models.IntegerField(default=0)
    words = models.CharField(max_length=200, blank=True, default="")  # how: pasted, the name of a file
    undone_at = models.DateTimeField(null=True)


class Changed(models.Model):
    """Who came or went in the last change of a list; of earlier changes only the number is kept."""

    pk = models.CompositePrimaryKey("change_id", "customer_id")
    change = models.ForeignKey(Change, on_delete=models.CASCADE, db_index=False, related_name="moved")
    customer_id = models.BigIntegerField()


class Draft(models.Model):
    """Who is to come into a list, looked at before it is kept. It goes when it is kept, left, or a day old."""

    key = models.UUIDField(primary_key=True)
    segment = models.ForeignKey(Segment, null=True, on_delete=models.CASCADE, related_name="+")  # None: a new list
    name = models.CharField(max_length=120)
    words = models.CharField(max_length=200)
    by = models.CharField(max_length=170)
    at = models.DateTimeField()


class DraftLine(models.Model):
    """One line of a draft, and whom it means, or why nobody."""

    pk = models.CompositePrimaryKey("draft_id", "place")
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, db_index=False, related_name="lines")
    place = models.BigIntegerField()
    line = models.BigIntegerField()
    word = models.CharField(max_length=320)
    customer_id = models.BigIntegerField(null=True)
    problem = models.CharField(max_length=10, choices=Unmeant, blank=True, default="")
    suppressed = models.BooleanField(default=False)
