"""What happened, append-only, partitioned by month of occurrence. Written by `sql/append.sql` alone."""

from django.db import models


class Event(models.Model):
    """One thing that happened. `known_at` is when we learned of it; `object_id` is what it is about."""

    id = models.BigIntegerField(primary_key=True)  # from events_event_id_seq; unique by that, not by an index
    customer_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=120)
    occurred_at = models.DateTimeField()
    known_at = models.DateTimeField()
    object_id = models.BigIntegerField(null=True)
    properties = models.JSONField(default=dict)
    source = models.CharField(max_length=60)

    class Meta:
        db_table = "events_event"  # partitioned, which Django cannot declare: migrations/0001 does


class EventKey(models.Model):
    """A message id once seen, for ever: the first 128 bits of its SHA-256. One from outside begins with its origin."""

    key = models.UUIDField(primary_key=True)

    class Meta:
        db_table = "events_key"
