from typing import Any

from django.db import migrations


def admit(apps: Any, _: Any) -> None:
    """Before there were roles, everybody who could come in could do everything."""
    members = apps.get_model("staff", "Member").objects
    for user in apps.get_model("auth", "User").objects.filter(is_staff=True):
        members.get_or_create(user=user, defaults={"role": "owner", "since": user.date_joined})


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_the_first_members")]
    operations = [migrations.RunPython(admit, migrations.RunPython.noop)]
