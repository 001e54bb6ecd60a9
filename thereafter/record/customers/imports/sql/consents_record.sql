-- Keep what was said, with its proof. Without an instant of its own a no is said now; a yes was said some day, so that every
-- other word ranks higher. Neither is kept if it holds already, and a yes is refused where it would turn a no, or a
-- suppression, into a yes. Of a yes and a no without an instant, the no is kept.
-- Reads:  customers_incoming, customers_incoming_consents, customers_identified, customers_consent, customers_suppression,
--         customers_contactpoint
-- Writes: customers_consentrecord, customers_incoming_consents
-- Safe to repeat: a word of one instant is kept once; what holds is not said again.
WITH told AS (
    SELECT
        consent.row_no,
        identified.customer_id,
        coalesce(consent.topic, 'marketing') AS topic,
        consent.state,
        coalesce(consent.method, 'import') AS method,
        consent.proof,
        consent.occurred_at IS NOT NULL AS dated,
        coalesce(consent.occurred_at, %(now)s::timestamptz) AS occurred_at
    FROM customers_incoming_consents AS consent
    JOIN customers_identified AS identified USING (row_no)
), suppressed AS (
    SELECT DISTINCT told.customer_id
    FROM told
    JOIN customers_contactpoint AS point ON point.customer_id = told.customer_id
    JOIN customers_suppression AS suppression
      ON suppression.channel = point.channel AND suppression.address_key = point.address_key
    WHERE suppression.lifted_at IS NULL
), judged AS (
    SELECT
        told.*,
        held.state AS held,
        CASE
            WHEN told.dated OR told.state = 'withdrawn' THEN NULL
            WHEN suppressed.customer_id IS NOT NULL THEN 'the address is suppressed, and an import lifts nothing'
            WHEN held.state = 'withdrawn' THEN 'she withdrew, and the row does not say when she agreed again'
            WHEN bool_or(told.state = 'withdrawn' AND NOT told.dated)
                 OVER (PARTITION BY told.customer_id, told.topic) THEN 'another row says no'
        END AS refused
    FROM told
    LEFT JOIN suppressed USING (customer_id)
    LEFT JOIN customers_consent AS held
           ON held.customer_id = told.customer_id AND held.channel = 'email' AND held.topic = told.topic
), marked AS (
    UPDATE customers_incoming_consents AS consent
    SET refused = judged.refused
    FROM judged
    WHERE consent.row_no = judged.row_no AND judged.refused IS NOT NULL
), kept AS (
    INSERT INTO customers_consentrecord (
        customer_id, channel, topic, state, occurred_at, dated, known_at, source, method, proof
    )
    SELECT DISTINCT ON (customer_id, topic, occurred_at, state)
        customer_id, 'email', topic, state, occurred_at, dated OR state = 'withdrawn', %(now)s::timestamptz, %(source)s::text, method,
        CASE WHEN proof IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('wording', proof) END
    FROM judged
    WHERE refused IS NULL AND (dated OR held IS DISTINCT FROM state)
    ORDER BY customer_id, topic, occurred_at, state, row_no
    ON CONFLICT (customer_id, channel, topic, occurred_at, state) DO NOTHING
    RETURNING customer_id
)
SELECT (SELECT count(*) FROM kept) AS new, (SELECT count(*) FROM told) AS rows
