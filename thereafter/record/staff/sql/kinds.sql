-- What was done, by the names of the deeds: found one after the other, however often each was.
-- Reads:  staff_deed
-- Writes: nothing
-- Safe to repeat: it only reads.
WITH RECURSIVE found AS (
    (SELECT what FROM staff_deed ORDER BY what LIMIT 1)
    UNION ALL
    SELECT (SELECT what FROM staff_deed WHERE what > found.what ORDER BY what LIMIT 1)
    FROM found
    WHERE found.what IS NOT NULL
)
SELECT what FROM found WHERE what IS NOT NULL LIMIT %(limit)s::int
