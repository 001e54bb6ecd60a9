-- The messages first considered in a span, the latest first: looked for piece by piece from its end, until there are enough.
-- Reads:  messaging_message
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT found.customer_id, found.purpose_id, found.trigger_key, found.visit
FROM generate_series(0, %(pieces)s::int - 1) AS piece (number)
CROSS JOIN LATERAL (
    SELECT customer_id, purpose_id, trigger_key, visit
    FROM messaging_message
    WHERE considered_at > %(until)s::timestamptz - (piece.number + 1) * %(length)s::interval
        AND considered_at <= %(until)s::timestamptz - piece.number * %(length)s::interval
        AND (%(state)s::text = '' OR state = %(state)s::text)
        AND (%(reason)s::text = '' OR reason = %(reason)s::text)
        AND (%(purposes)s::bigint[] IS NULL OR purpose_id = ANY (%(purposes)s::bigint[]))
    ORDER BY considered_at DESC, customer_id, purpose_id, trigger_key, visit
) AS found
OFFSET %(offset)s::int LIMIT %(limit)s::int
