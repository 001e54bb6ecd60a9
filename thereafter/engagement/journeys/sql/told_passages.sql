-- Her passages through journeys.
-- Reads:  journeys_enrollment, journeys_journey
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT passage.customer_id AS customer, journey.name AS journey, passage.state, passage.triggered_at, passage.entered_at,
       passage.ended_at, passage.ended_because
FROM journeys_enrollment AS passage
JOIN journeys_journey AS journey ON journey.id = passage.journey_id
WHERE passage.customer_id = ANY(%(customers)s::bigint[])
ORDER BY passage.customer_id, passage.entered_at
