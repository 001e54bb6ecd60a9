"""What was found in the DNS, and when."""

from django.db import models


class Look(models.Model):
    """One look at one record of a domain. The latest of each is what we go by."""

    domain = models.CharField(max_length=253)
    kind = models.CharField(max_length=10)  # spf, dkim, dmarc
    verdict = models.CharField(max_length=10)  # good, missing, wrong, unknown
    words = models.CharField(max_length=500)
    found = models.TextField(blank=True, default="")
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["domain", "kind"], name="dns_look_once")]
