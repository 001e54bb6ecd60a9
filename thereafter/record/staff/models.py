"""Members of staff, and the log of what each of them did."""

from django.conf import settings
from django.db import models

from thereafter.record.staff.roles import Role


class Member(models.Model):
    """Somebody who works in the shop. Who is dismissed keeps her row, so that the log can still name her."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="member"
    )
    role = models.CharField(max_length=20, choices=Role)
    mail_name = models.CharField(max_length=200, blank=True, default="")  # under which she writes to customers
    mail_address = models.CharField(max_length=320, blank=True, default="")
    since = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.user.get_full_name() or self.user.get_username()


class Deed(models.Model):
    """One thing that somebody changed: who, when, what, on what. Append-only; it names customers by number only."""

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=170)  # as sources are written: "console:ruth", "cli:root"
    what = models.CharField(max_length=60)  # the deed's name: "task-done"
    about = models.JSONField(default=dict)  # what it was done to: {"customer_id": 12}
    details = models.JSONField(default=dict)  # what became what, where that names no customer
    words = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["actor", "-at"], name="staff_deed_of")]
