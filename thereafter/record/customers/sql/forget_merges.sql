-- Delete what was kept of records that were joined to those of these people, and to these in turn; and who may be the same.
-- Reads:  customers_merge, customers_moved, customers_double
-- Writes: customers_merge, customers_moved, customers_double
-- Safe to repeat: what is gone is not found again.
WITH RECURSIVE hers (id) AS (
    SELECT unnest(%(customers)s::bigint[])
    UNION
    SELECT joined.gone_id
    FROM hers
    JOIN customers_merge AS joined ON joined.stays_id = hers.id AND joined.undone_at IS NULL
), merges AS (
    DELETE FROM customers_merge
    WHERE stays_id IN (SELECT id FROM hers) OR gone_id IN (SELECT id FROM hers)
    RETURNING id
), moved AS (
    DELETE FROM customers_moved WHERE merge_id IN (SELECT id FROM merges)
)
DELETE FROM customers_double WHERE low_id IN (SELECT id FROM hers) OR high_id IN (SELECT id FROM hers)
