"""No index that is the beginning of another one: each costs every row that is written."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0004_who_leaves_when"),
    ]

    operations = [
        migrations.AlterField(
            model_name="step",
            name="version",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="journeys.version"
            ),
        ),
        migrations.AlterField(
            model_name="version",
            name="journey",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="journeys.journey",
            ),
        ),
    ]
