-- Find everybody who is in a journey that was switched off.
-- Reads:  journeys_enrollment
-- Writes: journeys_leaving
-- Safe to repeat: only active passages are found.
INSERT INTO journeys_leaving (customer_id, journey_id, trigger_key, because)
SELECT customer_id, journey_id, trigger_key, %(because)s::text
FROM journeys_enrollment
WHERE journey_id = %(journey)s::bigint AND state = 'active'
