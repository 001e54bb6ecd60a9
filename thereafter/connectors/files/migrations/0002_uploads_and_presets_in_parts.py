"""Presets tell of several kinds, and files that somebody brings in a browser are kept until they are imported."""

from typing import Any

from django.db import migrations, models


def into_parts(apps: Any, schema_editor: Any) -> None:
    """A preset of one kind becomes one of one part."""
    for preset in apps.get_model("files", "Preset").objects.all():
        preset.parts = [{"kind": preset.kind, "columns": preset.columns, "options": preset.options.get("options", {})}]
        preset.reading = preset.options.get("reading", {})
        preset.save(update_fields=["parts", "reading"])


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [
        migrations.AddField("preset", "parts", models.JSONField(default=list)),
        migrations.AddField("preset", "reading", models.JSONField(default=dict)),
        migrations.RunPython(into_parts, migrations.RunPython.noop),
        migrations.RemoveField("preset", "kind"),
        migrations.RemoveField("preset", "columns"),
        migrations.RemoveField("preset", "options"),
    ]
