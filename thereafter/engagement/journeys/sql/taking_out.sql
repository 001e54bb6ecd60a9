-- Find the passages of one customer through a journey that are under way or have a message still held.
-- Reads:  journeys_enrollment, journeys_step, journeys_version, messaging_message
-- Writes: journeys_leaving
-- Safe to repeat: only active passages and held messages are found.
INSERT INTO journeys_leaving (customer_id, journey_id, trigger_key, because)
SELECT customer_id, journey_id, trigger_key, %(because)s::text
FROM journeys_enrollment
WHERE customer_id = %(customer)s::bigint AND journey_id = %(journey)s::bigint AND state = 'active'
UNION
SELECT message.customer_id, version.journey_id, message.trigger_key, %(because)s::text
FROM messaging_message AS message
JOIN journeys_step AS step ON step.purpose_id = message.purpose_id
JOIN journeys_version AS version ON version.id = step.version_id
WHERE message.customer_id = %(customer)s::bigint AND message.state = 'held' AND version.journey_id = %(journey)s::bigint
