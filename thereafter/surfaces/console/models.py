"""What the door needs to remember, and what the worker last saw. All else that the console shows belongs to others."""

from django.conf import settings
from django.db import models


class SignInLink(models.Model):
    """A link that signs somebody in once. Only its token’s SHA-256 is kept: reading this table opens no door."""

    digest = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Guess(models.Model):
    """A password that was tried for an account, whether or not there is one. A right one clears the earlier."""

    account = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "guesses"
        indexes = [models.Index(fields=["account", "at"], name="console_guess_by_account")]


class Remembered(models.Model):
    """What the door's cache holds (`door/memory.py`), under the HMAC of its key. The table is unlogged."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "remembered"


class Sighting(models.Model):
    """How one distant thing stood when it was last looked at: its checks, in words."""

    key = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    checks = models.JSONField(default=list)


class SavedView(models.Model):
    """What somebody looks at often on one page, under a name: the words of its address. Without an owner: for all."""

    room = models.CharField(max_length=30)  # the name of the page's address
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    opens = models.BooleanField(default=False)  # the page opens with it
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "owner", "name"], nulls_distinct=False, name="console_view_called_so_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
