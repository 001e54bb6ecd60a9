from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """A large table is read through once for this index; whoever delivers meanwhile need not wait.

    Killed half-way it leaves an index that is not valid, which the next attempt takes away first.
    """

    atomic = False

    dependencies = [
        ("messaging", "0004_lanes"),
    ]

    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS messaging_aside", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                models.F("aside"),
                models.ExpressionWrapper(models.Q(("kind", "service"), _negated=True), models.BooleanField()),
                models.F("decided_at"),
                condition=models.Q(("state", "ready"), models.Q(("aside", ""), _negated=True)),
                name="messaging_aside",
            ),
        ),
    ]
