-- Delete the lines of drafts that mean these people, or are written like one of their names.
-- Reads:  segments_draftline, customers_identity
-- Writes: segments_draftline
-- Safe to repeat: what is gone is not found again.
DELETE FROM segments_draftline AS line
WHERE line.customer_id = ANY(%(customers)s::bigint[]) OR lower(btrim(line.word)) IN (
    SELECT lower(value) FROM customers_identity WHERE customer_id = ANY(%(customers)s::bigint[])
)
