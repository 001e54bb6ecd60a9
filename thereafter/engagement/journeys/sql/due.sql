-- How many a tick has to do with in every bucket of customers: who enters, who leaves, who is due. Short looks into the
-- index of what is due, one a bucket.
-- Reads:  journeys_enrollment, journeys_entering, journeys_leaving
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT bucket, sum(people)::bigint AS people
FROM (
    SELECT bucket, due.people
    FROM unnest(%(buckets)s::bigint[]) AS bucket
    CROSS JOIN LATERAL (
        SELECT count(*) AS people
        FROM journeys_enrollment
        WHERE state = 'active' AND mod(customer_id, 64) = bucket AND due_at <= %(now)s::timestamptz
    ) AS due
    UNION ALL
    SELECT mod(customer_id, 64), count(*) FROM journeys_entering GROUP BY 1
    UNION ALL
    SELECT mod(customer_id, 64), count(*) FROM journeys_leaving GROUP BY 1
) AS waiting
GROUP BY bucket
HAVING sum(people) > 0
