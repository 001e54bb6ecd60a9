-- Take everybody who is due in the buckets that this transaction holds. A wait is over; any other step is arrived at.
-- Reads:  journeys_enrollment, journeys_step
-- Writes: journeys_due
-- Safe to repeat: who was moved on is due later, or never.
INSERT INTO journeys_due (customer_id, journey_id, trigger_key, visit, order_id, at, left_id, arrives_id, trail, walk)
SELECT enrollment.customer_id, enrollment.journey_id, enrollment.trigger_key, enrollment.visit, enrollment.order_id,
       %(now)s::timestamptz,
       CASE WHEN step.kind = 'wait' THEN step.id END,
       CASE WHEN step.kind = 'wait' THEN step.next_id ELSE step.id END,
       CASE WHEN step.kind = 'wait' THEN ARRAY[step.id] ELSE '{}' END,
       1
FROM journeys_enrollment AS enrollment
JOIN journeys_step AS step ON step.id = enrollment.step_id
WHERE enrollment.state = 'active' AND mod(enrollment.customer_id, 64) = ANY(%(buckets)s::bigint[])
    AND enrollment.due_at <= %(now)s::timestamptz
