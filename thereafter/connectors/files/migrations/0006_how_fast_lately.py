"""How fast an upload is read or imported lately."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0005_latest_runs")]

    operations = [
        migrations.AddField("upload", "pace", models.FloatField(blank=True, null=True)),
    ]
