"""What was counted at the door: kept for minutes, so that it need not outlive a crash of the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("console", "0003_saved_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="Remembered",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name_plural": "remembered"},
        ),
        migrations.RunSQL("ALTER TABLE console_remembered SET UNLOGGED", "ALTER TABLE console_remembered SET LOGGED"),
    ]
