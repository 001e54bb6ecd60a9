-- Keep the lines of a draft, each with whom it means.
-- Reads:  customers_meant
-- Writes: segments_draftline
-- Safe to repeat: no; a draft is filled once.
INSERT INTO segments_draftline (draft_id, place, line, word, customer_id, problem, suppressed)
SELECT %(draft)s::uuid, row_number() OVER (ORDER BY line), line, word, customer_id, problem, suppressed
FROM customers_meant
