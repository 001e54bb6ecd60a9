-- Let the latest word hold, for those whom this import speaks of. Of a yes and a no of one instant, the no; a yes of which
-- nobody knows since when only where nothing else was said.
-- Reads:  customers_identified, customers_consentrecord, customers_consent
-- Writes: customers_consent
-- Safe to repeat: what holds already is not written.
WITH people AS (
    SELECT DISTINCT customer_id FROM customers_identified
), latest AS (
    SELECT DISTINCT ON (record.customer_id, record.channel, record.topic)
        record.customer_id, record.channel, record.topic, record.state, record.occurred_at, record.dated
    FROM people
    JOIN customers_consentrecord AS record USING (customer_id)
    ORDER BY record.customer_id, record.channel, record.topic,
             record.dated DESC, record.occurred_at DESC, record.state DESC
), different AS (
    SELECT latest.*, latest.state IS DISTINCT FROM held.state AS turned
    FROM latest
    LEFT JOIN customers_consent AS held USING (customer_id, channel, topic)
    WHERE held.state IS NULL OR (held.dated, held.since, held.state) < (latest.dated, latest.occurred_at, latest.state)
), written AS (
    INSERT INTO customers_consent (customer_id, channel, topic, state, since, dated)
    SELECT customer_id, channel, topic, state, occurred_at, dated
    FROM different
    ON CONFLICT (customer_id, channel, topic) DO UPDATE
    SET state = excluded.state, since = excluded.since, dated = excluded.dated
)
SELECT count(*) FILTER (WHERE turned) AS changed
FROM different
