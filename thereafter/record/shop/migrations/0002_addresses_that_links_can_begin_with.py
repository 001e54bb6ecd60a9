import re
from typing import Any

from django.db import migrations

FITS = re.compile(r"""https?://([^\s/?#\\"<>@:\[\]]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[^\s?#\\"<>]*)?""")


def mend(apps: Any, _: Any) -> None:
    """Cut query and fragment off a public address kept before they were refused; forget one no link can begin with."""
    for kept in apps.get_model("shop", "Setting").objects.filter(key="public_url"):
        cut = re.split(r"[?#]", str(kept.value))[0]
        if not FITS.fullmatch(cut):
            kept.delete()
        elif cut != kept.value:
            kept.value = cut
            kept.save(update_fields=["value"])


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
