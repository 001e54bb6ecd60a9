-- Let a no that was said while two were one hold for both: whoever comes back is not asked for what she refused.
-- Reads:  customers_merging, customers_merge, customers_consent, customers_consentrecord
-- Writes: customers_consent, customers_consentrecord
-- Safe to repeat: a word of one instant is kept once.
WITH refused AS (
    SELECT pair.from_id, consent.channel, consent.topic, consent.since, record.known_at, record.source, record.method, record.proof
    FROM customers_merging AS pair
    JOIN customers_merge AS merge ON merge.id = pair.merge_id
    JOIN customers_consent AS consent
      ON consent.customer_id = pair.to_id AND consent.state = 'withdrawn' AND consent.since > merge.joined_at
    JOIN customers_consentrecord AS record
      ON record.customer_id = consent.customer_id AND record.channel = consent.channel AND record.topic = consent.topic
     AND record.state = consent.state AND record.occurred_at = consent.since
), held AS (
    INSERT INTO customers_consent (customer_id, channel, topic, state, since)
    SELECT from_id, channel, topic, 'withdrawn', since
    FROM refused
    ON CONFLICT (customer_id, channel, topic) DO UPDATE
    SET state = excluded.state, since = excluded.since, dated = TRUE
)
INSERT INTO customers_consentrecord (customer_id, channel, topic, state, occurred_at, known_at, source, method, proof)
SELECT from_id, channel, topic, 'withdrawn', since, known_at, source, method, proof
FROM refused
ON CONFLICT (customer_id, channel, topic, occurred_at, state) DO NOTHING
