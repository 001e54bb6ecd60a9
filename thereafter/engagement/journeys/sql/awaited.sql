-- What is held in these buckets, and looked at again until then.
-- Reads:  messaging_message
-- Writes: journeys_awaited
-- Safe to repeat: once for a dry run, in a table that goes with it.
INSERT INTO journeys_awaited (customer_id, purpose_id, trigger_key, visit)
SELECT customer_id, purpose_id, trigger_key, visit
FROM messaging_message
WHERE state = 'held' AND mod(customer_id, 64) = ANY (%(buckets)s::int[]) AND not_before < %(until)s::timestamptz
