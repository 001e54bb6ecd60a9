-- Orders of any store whose number is one of these, or begins so; each branch stops early.
-- Reads:  commerce_store, commerce_order
-- Writes: nothing
-- Safe to repeat: it only looks.
WITH asked AS (
    SELECT store.id AS store_id, number
    FROM commerce_store AS store
    CROSS JOIN unnest(%(numbers)s::text[]) AS number
)
SELECT hit.id, hit.number = asked.number AS exact
FROM asked
CROSS JOIN LATERAL (
    SELECT placed.id, placed.number
    FROM commerce_order AS placed
    WHERE placed.store_id = asked.store_id
      AND placed.number >= asked.number AND placed.number < asked.number || chr(1114111)
    ORDER BY placed.number
    LIMIT %(limit)s::int
) AS hit
