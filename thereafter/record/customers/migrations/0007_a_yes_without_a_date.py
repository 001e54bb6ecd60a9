"""A yes of which a file does not say since when ranks below every other word, instead of counting from its import."""

from django.db import migrations, models

UNDATED = """
UPDATE customers_consentrecord
SET dated = FALSE
WHERE state = 'granted' AND source LIKE 'import:%' AND occurred_at = known_at;

UPDATE customers_consent AS held
SET dated = FALSE
FROM customers_consentrecord AS record
WHERE NOT record.dated AND held.state = record.state AND held.since = record.occurred_at
  AND (held.customer_id, held.channel, held.topic) = (record.customer_id, record.channel, record.topic);
"""
# The latest word of those whose undated yes outranked an older no, or an older yes with a date.
OUTRANKED = """
WITH latest AS (
    SELECT DISTINCT ON (customer_id, channel, topic) customer_id, channel, topic, state, occurred_at, dated
    FROM customers_consentrecord
    WHERE (customer_id, channel, topic) IN (SELECT customer_id, channel, topic FROM customers_consent WHERE NOT dated)
    ORDER BY customer_id, channel, topic, dated DESC, occurred_at DESC, state DESC
)
UPDATE customers_consent AS held
SET state = latest.state, since = latest.occurred_at, dated = latest.dated
FROM latest
WHERE latest.dated
  AND (held.customer_id, held.channel, held.topic) = (latest.customer_id, latest.channel, latest.topic);
"""
SET_ASIDE = """
UPDATE customers_moved
SET kept = (SELECT jsonb_agg('{"dated": true}'::jsonb || one) FROM jsonb_array_elements(kept) AS one)
WHERE relation IN ('customers_consent', 'customers_consentrecord') AND kept <> '[]'::jsonb;
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_tags_in_the_order_of_bytes")]

    operations = [
        migrations.AddField("consent", "dated", models.BooleanField(db_default=True)),
        migrations.AddField("consentrecord", "dated", models.BooleanField(db_default=True)),
        migrations.RunSQL(UNDATED, migrations.RunSQL.noop),
        migrations.RunSQL(OUTRANKED, migrations.RunSQL.noop),
        migrations.RunSQL(SET_ASIDE, migrations.RunSQL.noop),
    ]
