-- In which drafts of lists she stands, under which word.
-- Reads:  segments_draftline, segments_draft, customers_identity
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT draft.name AS list, line.word, draft.at, draft.by
FROM segments_draftline AS line
JOIN segments_draft AS draft ON draft.key = line.draft_id
WHERE line.customer_id = ANY(%(customers)s::bigint[]) OR lower(btrim(line.word)) IN (
    SELECT lower(value) FROM customers_identity WHERE customer_id = ANY(%(customers)s::bigint[])
)
ORDER BY draft.at
