"""Who was left out on purpose, so that an effect can be measured. Assigned once by hash, and stored."""

from django.db import models


class Experiment(models.Model):
    """A control group: the whole shop's (key `global`) or one journey's. Shares are in basis points of 10,000."""

    key = models.SlugField(max_length=80, unique=True)
    salt = models.CharField(max_length=80)
    control_share = models.PositiveSmallIntegerField()
    since = models.DateTimeField()


class Arm(models.TextChoices):
    """Treatment hears from us, control does not."""

    TREATMENT = "treatment"
    CONTROL = "control"


class Assignment(models.Model):
    """One customer's arm, stored when she was first eligible for a decision: her exposure, alike in both arms."""

    pk = models.CompositePrimaryKey("customer_id", "experiment_id")
    customer_id = models.BigIntegerField()
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    arm = models.CharField(max_length=9, choices=Arm)
    exposed_at = models.DateTimeField()
