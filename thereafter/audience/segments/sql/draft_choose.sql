-- Choose everybody whom a draft found.
-- Reads:  segments_draftline
-- Writes: customers_chosen
-- Safe to repeat: doubles do no harm.
INSERT INTO customers_chosen (customer_id)
SELECT customer_id FROM segments_draftline WHERE draft_id = %(draft)s::uuid AND customer_id IS NOT NULL
