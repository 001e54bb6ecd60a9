"""No index that is the beginning of another one: each costs every row that is written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0005_messages_by_lane"),
    ]

    operations = [
        migrations.AlterField(
            model_name="template",
            name="key",
            field=models.SlugField(db_index=False, max_length=80),
        ),
    ]
