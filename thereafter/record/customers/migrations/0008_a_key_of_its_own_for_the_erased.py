"""The hashes of erased names get a key of their own, sealed by the secret key, of which it was derived until now."""

import secrets
from typing import Any

from django.db import migrations, models
from django.utils.crypto import salted_hmac

from thereafter.foundation.sealing import seal

_SALT = "thereafter.record.customers.erased_names"


def keep_the_key(apps: Any, schema_editor: Any) -> None:
    """Keep the key that hashes were made with; where there is nobody yet, make one that follows from nothing."""
    if any(apps.get_model("customers", name).objects.exists() for name in ("Customer", "ErasedName")):
        key = salted_hmac(_SALT, b"", algorithm="sha256").hexdigest()
    else:
        key = secrets.token_hex(32)
    apps.get_model("customers", "ErasureKey").objects.create(sealed=seal(key, "erased names"))


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0007_a_yes_without_a_date"),
    ]

    operations = [
        migrations.CreateModel(
            name="ErasureKey",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("sealed", models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name="erasure",
            name="settled",
            field=models.BooleanField(db_default=False),
        ),
        migrations.RunPython(keep_the_key, migrations.RunPython.noop),
    ]
