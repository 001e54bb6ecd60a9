-- Let go whoever was chosen and is in a list, tell of it, and note it as part of a change.
-- Reads:  customers_chosen, segments_membership
-- Writes: segments_membership, segments_changed, events_incoming
-- Safe to repeat: whoever is not in does not go.
WITH moved AS (
    DELETE FROM segments_membership
    WHERE segment_id = %(segment)s::bigint AND customer_id IN (SELECT customer_id FROM customers_chosen)
    RETURNING customer_id
), told AS (
    INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, object_id, source, message_id, properties)
    SELECT customer_id, 'segment.left', %(now)s::timestamptz, %(now)s::timestamptz, %(segment)s::bigint, 'system',
           'segment:' || %(segment)s::bigint || ':left:' || customer_id || ':' || %(instant)s::text, %(properties)s::jsonb
    FROM moved
), noted AS (
    INSERT INTO segments_changed (change_id, customer_id)
    SELECT %(change)s::bigint, customer_id
    FROM moved
    WHERE %(change)s::bigint IS NOT NULL
)
SELECT count(*) AS people FROM moved
