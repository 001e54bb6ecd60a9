-- Let those enter whom a trigger calls, in the buckets that this transaction holds: they arrive at the first step. Whom
-- another worker let in meanwhile, who was erased or whose journey was switched off meanwhile, is passed over.
-- Reads:  journeys_entering, journeys_journey, journeys_enrollment, customers_customer
-- Writes: journeys_due
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: a customer passes a journey once per trigger key.
INSERT INTO journeys_due (
    customer_id, journey_id, trigger_key, visit, order_id, at, arrives_id, trail, walk, enters_id, triggered_at
)
SELECT entering.customer_id, entering.journey_id, entering.trigger_key, 1, entering.order_id, %(now)s::timestamptz,
       entering.first_id, '{}', 1, entering.version_id, entering.triggered_at
FROM journeys_entering AS entering
JOIN journeys_journey AS journey ON journey.id = entering.journey_id
WHERE mod(entering.customer_id, 64) = ANY(%(buckets)s::bigint[])
    AND EXISTS (SELECT FROM customers_customer AS customer WHERE customer.id = entering.customer_id)
    AND journey.state = 'on' AND entering.triggered_at > journey.state_since
    AND NOT EXISTS (
        SELECT FROM journeys_enrollment AS enrollment
        WHERE enrollment.customer_id = entering.customer_id AND enrollment.journey_id = entering.journey_id
            AND enrollment.trigger_key = entering.trigger_key
    )
