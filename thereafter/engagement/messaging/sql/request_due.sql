-- Ask again for every held message that is due, of the customers in these buckets.
-- Reads:  messaging_message
-- Writes: messaging_request
-- Safe to repeat: judged, a message is held until later or not at all.
INSERT INTO messaging_request (customer_id, purpose_id, trigger_key, visit, order_id, at)
SELECT customer_id, purpose_id, trigger_key, visit, order_id, %(now)s::timestamptz
FROM messaging_message
WHERE state = 'held' AND mod(customer_id, 64) = ANY (%(buckets)s::int[]) AND not_before <= %(now)s::timestamptz
