"""What follows from the record about each customer: one row, and instants rather than ages, so that it stays true."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Stage(models.TextChoices):
    """Where somebody stands with the shop. `stages.py` has the definitions."""

    PROSPECT = "prospect"
    NEW = "new"
    ACTIVE = "active"
    LOYAL = "loyal"
    SLIPPING = "slipping"
    LAPSED = "lapsed"
    WON_BACK = "won_back", "won back"


_BOUGHT = models.Q(last_order_at__isnull=False)


class Profile(models.Model):
    """Features of one customer. Money is in minor units of the shop's currency; scores are quintiles, 5 is best."""

    customer_id = models.BigIntegerField(primary_key=True)
    orders = models.IntegerField(default=0)
    items = models.BigIntegerField(default=0)  # pieces of products; charges are none
    revenue_minor = models.BigIntegerField(default=0)  # net of refunds
    refunded_minor = models.BigIntegerField(default=0)
    margin_minor = models.BigIntegerField(default=0)
    margin_estimated = models.BooleanField(default=False)  # some cost was missing: the shop's margin rate was used
    average_order_minor = models.BigIntegerField(null=True)  # before refunds
    median_gap_days = models.FloatField(null=True)
    earlier_gap_days = models.FloatField(null=True)  # her median gap as it stood before her last order
    first_order_at = models.DateTimeField(null=True)
    last_order_at = models.DateTimeField(null=True)
    previous_order_at = models.DateTimeField(null=True)
    recency_score = models.SmallIntegerField(null=True)
    frequency_score = models.SmallIntegerField(null=True)
    monetary_score = models.SmallIntegerField(null=True)
    top_categories = ArrayField(models.CharField(max_length=200), default=list)  # by revenue, at most 3
    top_products = ArrayField(models.BigIntegerField(), default=list)  # ids, by pieces, at most 3
    last_visit_at = models.DateTimeField(null=True)
    last_click_at = models.DateTimeField(null=True)
    last_reply_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PROSPECT)
    stage_since = models.DateTimeField(null=True)  # null until a day judged her for the first time
    refreshed_at = models.DateTimeField()  # when a feature last changed

    class Meta:
        # With what rules ask most beside the last order, so that a segment of it is found in the index alone.
        indexes = [
            models.Index(fields=["last_order_at"], include=["orders", "customer_id"], name="profiles_by_last_order"),
            # How many stand in each stage, and who of them ordered last, as the Customers page lists them.
            models.Index(fields=["stage", "last_order_at"], name="profiles_by_stage"),
            # As the Customers page sorts whoever bought, and one stage.
            models.Index(fields=["revenue_minor", "customer_id"], condition=_BOUGHT, name="profiles_by_revenue"),
            models.Index(fields=["orders", "customer_id"], condition=_BOUGHT, name="profiles_by_orders"),
            models.Index(fields=["stage", "revenue_minor", "customer_id"], name="profiles_stage_revenue"),
            models.Index(fields=["stage", "orders", "customer_id"], name="profiles_stage_orders"),
            # Few rows on most days, so that looking for them every few seconds costs nothing.
            models.Index(fields=["refreshed_at"], condition=models.Q(stage_since=None), name="profiles_unjudged"),
        ]


class Day(models.Model):
    """One day of the shop whose scores and stages were computed: when, and by which median gap."""

    day = models.DateField(primary_key=True)  # in the shop's time zone
    computed_at = models.DateTimeField()
    gap_days = models.FloatField()
