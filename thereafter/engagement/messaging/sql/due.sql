-- How many held messages are due, by customer bucket. Counts no further than a batch can take.
-- Reads:  messaging_message
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT bucket, due.messages
FROM generate_series(0, 63) AS bucket
CROSS JOIN LATERAL (
    SELECT count(*) AS messages
    FROM (
        SELECT FROM messaging_message
        WHERE state = 'held' AND mod(customer_id, 64) = bucket AND not_before <= %(now)s::timestamptz
        LIMIT %(batch)s::int
    ) AS counted
) AS due
WHERE due.messages > 0
