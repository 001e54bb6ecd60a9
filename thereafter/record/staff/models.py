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
        indexes = [
            models.Index(fields=["actor", "-at"], name="staff_deed_of"),
            models.Index(fields=["what", "-at"], name="staff_deed_kind"),
        ]


class Invitation(models.Model):
    """A link that makes somebody a member, once. Only its token's SHA-256 is kept: reading this table opens no door."""

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=150)
    address = models.CharField(max_length=320, blank=True, default="")
    role = models.CharField(max_length=20, choices=Role)
    invited_by = models.CharField(max_length=170)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class SecondLook(models.Model):
    """Something so large that a second member must look at it before it is done."""

    what = models.CharField(max_length=60)  # the deed's name
    about = models.CharField(max_length=120, blank=True, default="")  # which one: a journey's key
    size = models.BigIntegerField()
    words = models.CharField(max_length=300)  # what would happen, for who looks
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["what", "about"], condition=models.Q(used_at=None), name="staff_one_look_at_a_time"
            )
        ]


class Post(models.Model):
    """A letter to a member of staff. What it said is forgotten when it was handed over."""

    recipient = models.CharField(max_length=320)
    sender = models.CharField(max_length=320)
    content = models.BinaryField()
    written_at = models.DateTimeField()
    not_before = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        verbose_name_plural = "post"
        indexes = [models.Index(fields=["not_before"], condition=models.Q(sent_at=None), name="staff_post_waiting")]
