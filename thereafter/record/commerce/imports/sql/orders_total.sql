-- Sum up the known orders of this import again from their lines.
-- Reads:  commerce_import_orders, commerce_line, commerce_order
-- Writes: commerce_order
-- Safe to repeat: an order whose sum is right is not written.
WITH summed AS (
    SELECT
        line.order_id,
        bool_or(line.excluded = '') AS counts,
        coalesce(sum(line.amount_minor) FILTER (WHERE line.excluded = ''), 0) AS total_minor
    FROM commerce_import_orders AS resolved
    JOIN commerce_line AS line ON line.order_id = resolved.target_id
    WHERE NOT resolved.is_new AND NOT resolved.refund
    GROUP BY line.order_id
)
UPDATE commerce_order AS placed
SET counts = summed.counts, total_minor = summed.total_minor
FROM summed
WHERE placed.id = summed.order_id
  AND (placed.counts, placed.total_minor) IS DISTINCT FROM (summed.counts, summed.total_minor)
