"""No index that is the beginning of another one: each costs every row that is written."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_inbox_of_many"),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="task",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="cases.task"
            ),
        ),
    ]
