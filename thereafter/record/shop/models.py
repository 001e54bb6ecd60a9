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
