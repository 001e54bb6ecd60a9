-- Choose everybody who is in a segment.
-- Reads:  segments_membership
-- Writes: customers_chosen
-- Safe to repeat: doubles do no harm.
INSERT INTO customers_chosen (customer_id)
SELECT customer_id FROM segments_membership WHERE segment_id = %(segment)s::bigint
