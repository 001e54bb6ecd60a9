-- Who did something, by name: found one after the other, however much each did.
-- Reads:  staff_deed
-- Writes: nothing
-- Safe to repeat: it only reads.
WITH RECURSIVE found AS (
    (SELECT actor FROM staff_deed ORDER BY actor LIMIT 1)
    UNION ALL
    SELECT (SELECT actor FROM staff_deed WHERE actor > found.actor ORDER BY actor LIMIT 1)
    FROM found
    WHERE found.actor IS NOT NULL
)
SELECT actor FROM found WHERE actor IS NOT NULL LIMIT %(limit)s::int
