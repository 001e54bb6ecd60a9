-- Find everybody who is in a journey that was switched off, and whoever came to its end with a message still held.
-- Reads:  journeys_enrollment, journeys_step, journeys_version, messaging_message
-- Writes: journeys_leaving
-- Safe to repeat: only active passages and held messages are found.
INSERT INTO journeys_leaving (customer_id, journey_id, trigger_key, because)
SELECT customer_id, journey_id, trigger_key, %(because)s::text
FROM journeys_enrollment
WHERE journey_id = %(journey)s::bigint AND state = 'active'
UNION
SELECT message.customer_id, version.journey_id, message.trigger_key, %(because)s::text
FROM journeys_version AS version
JOIN journeys_step AS step ON step.version_id = version.id
JOIN messaging_message AS message ON message.purpose_id = step.purpose_id AND message.state = 'held'
WHERE version.journey_id = %(journey)s::bigint
