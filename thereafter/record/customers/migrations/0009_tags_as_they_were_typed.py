"""A tag keeps the letters it was typed in beside the small ones it is known by; also those that a merge set aside."""

from django.db import migrations, models

SET_ASIDE = """
UPDATE customers_moved
SET kept = (SELECT jsonb_agg('{"written": ""}'::jsonb || one) FROM jsonb_array_elements(kept) AS one)
WHERE relation = 'customers_tag' AND kept <> '[]'::jsonb;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0008_a_key_of_its_own_for_the_erased")]

    operations = [
        migrations.AddField("tag", "written", models.CharField(blank=True, db_default="", default="", max_length=255)),
        migrations.RunSQL(SET_ASIDE, migrations.RunSQL.noop),
    ]
