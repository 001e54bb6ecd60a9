-- Let one address be in use of those that two records use: the one in use since later, else hers who stays.
-- Reads:  customers_merging, customers_contactpoint
-- Writes: customers_contactpoint, customers_noted
-- Safe to repeat: afterwards there is one, and nothing to settle.
WITH used AS (
    SELECT
        point.id,
        pair.merge_id,
        row_number() OVER (
            PARTITION BY pair.merge_id, point.channel ORDER BY point.since DESC, point.customer_id = pair.to_id DESC
        ) AS place
    FROM customers_merging AS pair
    JOIN customers_contactpoint AS point ON point.customer_id IN (pair.from_id, pair.to_id) AND point.preferred
), aside AS (
    UPDATE customers_contactpoint AS point
    SET preferred = FALSE
    FROM used
    WHERE point.id = used.id AND used.place > 1
    RETURNING used.merge_id, point.id
)
INSERT INTO customers_noted (merge_id, relation, key)
SELECT merge_id, 'customers_contactpoint.preferred', to_jsonb(id)
FROM aside
