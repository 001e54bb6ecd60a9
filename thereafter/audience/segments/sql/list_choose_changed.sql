-- Choose who came or went in a change.
-- Reads:  segments_changed
-- Writes: customers_chosen
-- Safe to repeat: doubles do no harm.
INSERT INTO customers_chosen (customer_id)
SELECT customer_id FROM segments_changed WHERE change_id = %(change)s::bigint
