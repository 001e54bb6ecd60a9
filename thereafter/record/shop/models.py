"""What the merchant decided about its shop: one typed row per setting. `settings.py` says which there are."""

from django.db import models


class Setting(models.Model):
    """One setting's present value, since when, and who said so."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()
    since = models.DateTimeField()
    source = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.key


class SigningKey(models.Model):
    """The DKIM key of one domain that the shop writes from. `used_since`: since its record was seen in the DNS."""

    domain = models.CharField(max_length=253, primary_key=True)
    private_key = models.TextField()  # sealed
    public_key = models.TextField()
    since = models.DateTimeField()
    used_since = models.DateTimeField(null=True, blank=True)


class Logo(models.Model):
    """The shop's logo as we drew it anew from what was uploaded. There is one, or none."""

    only = models.BooleanField(primary_key=True, default=True)
    png = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    since = models.DateTimeField()
    source = models.CharField(max_length=60)


class Figure(models.Model):
    """A number that takes long to count, as it stood at an instant. `figures.py` says which there are, and when."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()
    at = models.DateTimeField()
