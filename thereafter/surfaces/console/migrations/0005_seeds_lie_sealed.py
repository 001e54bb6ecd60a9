"""The seeds of second factors lay open in the database; from now on they lie sealed."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from thereafter.foundation.sealing import Opens, opens, seal, unseal

_PURPOSE, _SEEDS = "second factor", ("secret", "seed")


def seal_them(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What is sealed already stays as it is."""
    for one in apps.get_model("mfa", "Authenticator").objects.select_for_update():
        bare = [word for word in _SEEDS if word in one.data and opens(one.data[word], _PURPOSE) is Opens.NONE]
        if bare:
            one.data |= {word: seal(one.data[word], _PURPOSE) for word in bare}
            one.save(update_fields=["data"])


def open_them(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As they lay before."""
    for one in apps.get_model("mfa", "Authenticator").objects.select_for_update():
        found = {word: unseal(one.data[word], _PURPOSE) for word in _SEEDS if word in one.data}
        one.data |= {word: seed for word, seed in found.items() if seed is not None}
        one.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("console", "0004_what_the_door_remembers"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(seal_them, open_them)]
