-- Let the latest word hold, for those whom this import speaks of. Of a yes and a no of one instant, the no.
-- Reads:  customers_identified, customers_consentrecord, customers_consent
-- Writes: customers_consent
-- Safe to repeat: what holds already is not written.
WITH people AS (
    SELECT DISTINCT customer_id FROM customers_identified
), latest AS (
    SELECT DISTINCT ON (record.customer_id, record.channel, record.topic)
        record.customer_id, record.channel, record.topic, record.state, record.occurred_at
    FROM people
    JOIN customers_consentrecord AS record USING (customer_id)
    ORDER BY record.customer_id, record.channel, record.topic, record.occurred_at DESC, record.state DESC
), different AS (
    SELECT latest.*, latest.state IS DISTINCT FROM held.state AS turned
    FROM latest
    LEFT JOIN customers_consent AS held USING (customer_id, channel, topic)
    WHERE (held.state, held.since) IS DISTINCT FROM (latest.state, latest.occurred_at)
      AND coalesce(held.since <= latest.occurred_at, TRUE)
), written AS (
    INSERT INTO customers_consent (customer_id, channel, topic, state, since)
    SELECT customer_id, channel, topic, state, occurred_at
    FROM different
    ON CONFLICT (customer_id, channel, topic) DO UPDATE
    SET state = excluded.state, since = excluded.since
)
SELECT count(*) FILTER (WHERE turned) AS changed
FROM different
