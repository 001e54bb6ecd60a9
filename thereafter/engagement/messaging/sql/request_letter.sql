-- Ask for one letter that somebody wrote by hand.
-- Reads:  nothing
-- Writes: messaging_request
-- Safe to repeat: what is asked for twice is judged once.
INSERT INTO messaging_request (customer_id, purpose_id, trigger_key, order_id, at)
VALUES (%(customer_id)s::bigint, %(purpose_id)s::bigint, 0, %(order_id)s::bigint, %(at)s::timestamptz)
