"""Named sets of customers, each a rule that compiles to one query, and who is in them since when."""

from django.db import models


class Segment(models.Model):
    """A named rule. `count` is what the last refresh found; `problem` says why it could not look."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    rule = models.JSONField()
    rule_since = models.DateTimeField()
    count = models.IntegerField(null=True)
    refreshed_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody is in a segment now. Entering and leaving are events `segment.entered` and `segment.left`."""

    pk = models.CompositePrimaryKey("customer_id", "segment_id")
    customer_id = models.BigIntegerField()
    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["segment", "customer_id"], name="segments_by_segment")]
