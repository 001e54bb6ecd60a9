"""Imports by file: how columns are read, and how far each run came."""

from django.db import models


class Preset(models.Model):
    """Which column of a file means what, kept under a name. `columns` maps our column to theirs."""

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20)  # orders, customers, consents, ...
    columns = models.JSONField()
    options = models.JSONField(default=dict)  # store, currency, time zone, date format
    since = models.DateTimeField()


class Run(models.Model):
    """One import of one file. `rows_done` is committed with the rows themselves, so a killed run goes on from there."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    key = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=300)
    file_digest = models.CharField(max_length=64)  # SHA-256
    settings = models.JSONField(default=dict)  # columns and options in force
    rows_total = models.BigIntegerField()
    rows_done = models.BigIntegerField(default=0)
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    actor = models.CharField(max_length=150)
    error = models.CharField(max_length=500, blank=True, default="")
