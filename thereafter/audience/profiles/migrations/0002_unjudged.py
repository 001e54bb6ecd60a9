"""Find profiles that no day has judged yet, without a look at all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(condition=models.Q(stage_since=None), fields=["refreshed_at"], name="profiles_unjudged"),
        ),
    ]
