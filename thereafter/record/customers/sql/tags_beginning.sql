-- The tags that somebody has and that begin so: from each the next one is sought, so that a tag of a million costs as one of ten.
-- Reads:  customers_tag
-- Writes: nothing
-- Safe to repeat: it only looks.
WITH RECURSIVE tag (word) AS (
    (
        SELECT word FROM customers_tag
        WHERE removed_at IS NULL AND word >= %(beginning)s::text
        ORDER BY word
        LIMIT 1
    )
    UNION ALL
    SELECT (
        SELECT further.word FROM customers_tag AS further
        WHERE further.removed_at IS NULL AND further.word > tag.word
        ORDER BY further.word
        LIMIT 1
    )
    FROM tag
    WHERE starts_with(tag.word, %(beginning)s::text)
)
SELECT word FROM tag WHERE starts_with(word, %(beginning)s::text) LIMIT %(limit)s::int
