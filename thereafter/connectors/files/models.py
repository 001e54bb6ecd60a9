"""Imports by file: how columns are read, how far each run came, and the files that somebody brought in a browser."""

from django.db import models


class Preset(models.Model):
    """Which column of a file means what, kept under a name. `parts` are as in the files that come with us."""

    key = models.SlugField(max_length=60, unique=True)
    parts = models.JSONField(default=list)  # kind, columns (ours → the file's), options, shape
    reading = models.JSONField(default=dict)  # encoding, time zone, date format
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
    moved_at = models.DateTimeField(null=True, blank=True)  # since when it is that far
    report = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    actor = models.CharField(max_length=150)
    error = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["started_at"], name="files_run_latest"),
            models.Index(fields=["started_at"], condition=~models.Q(state="done"), name="files_run_not_done"),
        ]


class Upload(models.Model):
    """A file that somebody brought in a browser, from its arrival until it was imported or dropped.

    While the file is kept, `seen` and `error` may quote it; with the file they go. `done` names nobody and stays.
    """

    class State(models.TextChoices):
        KEPT = "kept", "waits for somebody"
        ASKED = "asked", "waits for the worker, or is with it"
        DONE = "done", "imported"
        GONE = "gone", "dropped"

    class Deed(models.TextChoices):
        REHEARSE = "rehearse", "look what it would do"
        IMPORT = "import"

    key = models.UUIDField(primary_key=True)
    file_name = models.CharField(max_length=300)
    stored = models.CharField(max_length=64, unique=True)  # what it is called in the folder of uploads
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256
    arrived_at = models.DateTimeField()
    actor = models.CharField(max_length=150)

    plan = models.JSONField(default=dict)  # which kinds, columns, options; see `plans.py`
    state = models.CharField(max_length=8, choices=State, default=State.KEPT)
    deed = models.CharField(max_length=8, choices=Deed, blank=True, default="")
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.CharField(max_length=150, blank=True, default="")
    stop = models.BooleanField(default=False)  # somebody changed her mind
    tries = models.SmallIntegerField(default=0)  # begun and not ended since something was last committed

    begun_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=60, blank=True, default="")
    rows_done = models.BigIntegerField(default=0)
    rows_total = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True, blank=True)  # since when it is that far
    pace = models.FloatField(null=True, blank=True)  # rows a second, lately

    seen = models.JSONField(default=dict)  # what the dry run saw
    error = models.TextField(blank=True, default="")  # why it went no further
    done = models.JSONField(default=dict)  # what the import did: its runs, and what may be sent
    left_out = models.BigIntegerField(default=0)  # rows in the list of those that were left out
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], condition=models.Q(state="asked"), name="files_upload_asked")]
