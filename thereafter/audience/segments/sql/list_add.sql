-- Let in whoever was chosen and is not in a list, tell of it, and note it as part of a change.
-- Reads:  customers_chosen, customers_customer
-- Writes: segments_membership, segments_changed, events_incoming
-- Safe to repeat: whoever is in already does not come in again.
WITH moved AS (
    INSERT INTO segments_membership (customer_id, segment_id, entered_at)
    SELECT customer.id, %(segment)s::bigint, %(now)s::timestamptz
    FROM customers_customer AS customer
    WHERE customer.id IN (SELECT customer_id FROM customers_chosen)
    ORDER BY customer.id
    FOR KEY SHARE  -- whoever is joined or erased at this moment is left out, rather than the end of it refused
    ON CONFLICT (customer_id, segment_id) DO NOTHING
    RETURNING customer_id
), told AS (
    INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, object_id, source, message_id, properties)
    SELECT customer_id, 'segment.entered', %(now)s::timestamptz, %(now)s::timestamptz, %(segment)s::bigint, 'system',
           'segment:' || %(segment)s::bigint || ':entered:' || customer_id || ':' || %(instant)s::text, %(properties)s::jsonb
    FROM moved
), noted AS (
    INSERT INTO segments_changed (change_id, customer_id)
    SELECT %(change)s::bigint, customer_id
    FROM moved
    WHERE %(change)s::bigint IS NOT NULL
)
SELECT count(*) AS people FROM moved
