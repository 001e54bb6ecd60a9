"""When backups were made."""

from django.db import models


class Backup(models.Model):
    """One backup that was completed. Where it lies is nobody's business but the administrator's."""

    at = models.DateTimeField()
    bytes = models.BigIntegerField()
    seconds = models.FloatField()
