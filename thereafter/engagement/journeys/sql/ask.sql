-- Ask messaging for every message between where people arrive and where they rest.
-- Reads:  journeys_due, journeys_step
-- Writes: messaging_request
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: messaging considers a message once per customer, purpose, trigger key and visit.
WITH asked AS MATERIALIZED (
    SELECT start.id AS arrives_id, step.purpose_id
    FROM journeys_step AS start
    CROSS JOIN unnest(start.passes) AS passed (id)
    JOIN journeys_step AS step ON step.id = passed.id AND step.kind = 'message'
    WHERE start.id = ANY(%(arrivals)s::bigint[])
)
INSERT INTO messaging_request (customer_id, purpose_id, trigger_key, visit, order_id, at)
SELECT due.customer_id, asked.purpose_id, due.trigger_key, due.visit, due.order_id, due.at
FROM journeys_due AS due
JOIN asked ON asked.arrives_id = due.arrives_id
WHERE due.walk = %(walk)s::smallint
