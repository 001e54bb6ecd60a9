-- Take everybody whose wait is over in the buckets that this transaction holds.
-- Reads:  journeys_enrollment, journeys_step
-- Writes: journeys_due
-- Safe to repeat: who was moved on is due later, or never.
INSERT INTO journeys_due (customer_id, journey_id, trigger_key, visit, order_id, at, left_id, arrives_id, trail, walk)
SELECT enrollment.customer_id, enrollment.journey_id, enrollment.trigger_key, enrollment.visit, enrollment.order_id,
       %(now)s::timestamptz, wait.id, wait.next_id, ARRAY[wait.id], 1
FROM journeys_enrollment AS enrollment
JOIN journeys_step AS wait ON wait.id = enrollment.step_id
WHERE enrollment.state = 'active' AND mod(enrollment.customer_id, 64) = ANY(%(buckets)s::bigint[])
    AND enrollment.due_at <= %(now)s::timestamptz
