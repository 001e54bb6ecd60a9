"""What finding people needs: names without accents, and texts in the order of bytes, so that beginnings have an index."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models.functions import Collate

from thereafter.record.customers.folding import Folded, NameWords

# Decomposed and without its marks, ü is u. A name of plain letters, as most are, is not looked at twice.
FOLDED = r"""
CREATE OR REPLACE FUNCTION customers_folded(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN octet_length(words) = char_length(words) THEN lower(words)
    ELSE translate(
        replace(replace(replace(
            lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g')),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
        'øłđðþı', 'olddti'
    )
END
"""
NAME_WORDS = """
CREATE OR REPLACE FUNCTION customers_name_words(first_name text, last_name text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector('simple'::regconfig, customers_folded(first_name || ' ' || last_name))
"""
LAST, FIRST = Collate(Folded("last_name"), "C"), Collate(Folded("first_name"), "C")
LATER_WORDS = models.Q(("first_name__regex", "[ -]"), ("last_name__regex", "[ -]"), _connector="OR")


def key() -> "models.CharField[str, str]":
    """A text in the order of bytes."""
    return models.CharField(max_length=320, db_collation="C")


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_two_records_of_one_person")]

    operations = [
        migrations.RunSQL(FOLDED, "DROP FUNCTION customers_folded"),
        migrations.RunSQL(NAME_WORDS, "DROP FUNCTION customers_name_words"),
        migrations.AlterField("contactpoint", "address_key", key()),
        migrations.AlterField("suppression", "address_key", key()),
        migrations.AlterField("identity", "value", key()),
        migrations.AddIndex("customer", models.Index(LAST, FIRST, name="customers_by_last_name")),
        migrations.AddIndex("customer", models.Index(FIRST, LAST, name="customers_by_first_name")),
        migrations.AddIndex(
            "customer",
            GinIndex(NameWords("first_name", "last_name"), condition=LATER_WORDS, name="customers_by_name_words"),
        ),
    ]
