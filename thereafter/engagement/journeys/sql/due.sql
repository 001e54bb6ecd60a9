-- How many are due in every bucket of customers. Sixty-four short looks into the index of what is due.
-- Reads:  journeys_enrollment
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT bucket, due.people
FROM generate_series(0, 63) AS bucket
CROSS JOIN LATERAL (
    SELECT count(*) AS people
    FROM journeys_enrollment
    WHERE state = 'active' AND mod(customer_id, 64) = bucket AND due_at <= %(now)s::timestamptz
) AS due
WHERE due.people > 0
