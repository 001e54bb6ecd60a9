-- One number for everything that was written about some customers: passages, messages, arms.
-- Reads:  journeys_enrollment, messaging_message, experiments_assignment
-- Writes: nothing
-- Safe to repeat: it only reads.
WITH written AS (
    SELECT enrollment.customer_id, enrollment.journey_id AS place, enrollment.trigger_key,
           concat_ws('|', version_id, step_id, visit, state, order_id, triggered_at, entered_at, due_at, trail, trail_at) AS row
    FROM journeys_enrollment AS enrollment
    UNION ALL
    SELECT customer_id, purpose_id, trigger_key,
           concat_ws('|', visit, order_id, kind, state, reason, failed_rules, arm, considered_at, decided_at, not_before, stale_at)
    FROM messaging_message
    UNION ALL
    SELECT customer_id, experiment_id, 0, concat_ws('|', arm, exposed_at)
    FROM experiments_assignment
)
SELECT md5(string_agg(concat_ws('|', customer_id, place, trigger_key, row), ';' ORDER BY customer_id, place, trigger_key, row)) AS digest,
       count(*) AS rows
FROM written
WHERE customer_id = ANY(%(customers)s::bigint[])
