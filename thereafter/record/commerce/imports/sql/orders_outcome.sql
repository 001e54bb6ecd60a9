-- Sum up this import: its lines, its conflicts, and what of the new orders counts; money only in the shop's currency.
-- Reads:  commerce_staging_lines, commerce_import_conflicts, commerce_staging_orders, commerce_import_orders
-- Writes: nothing
-- Safe to repeat: it only looks.
WITH counting AS (
    SELECT count(*) AS counting_orders,
           count(*) FILTER (WHERE staged.currency <> %(currency)s::text) AS in_another_currency,
           coalesce(sum(staged.total_minor) FILTER (WHERE staged.currency = %(currency)s::text), 0) AS revenue_minor
    FROM commerce_staging_orders AS staged
    JOIN commerce_import_orders AS resolved USING (order_no)
    WHERE resolved.is_new AND NOT resolved.refund AND staged.counts AND resolved.customer_id IS NOT NULL
)
SELECT
    (SELECT count(*) FROM commerce_staging_lines) AS lines,
    (SELECT count(DISTINCT row_no) FROM commerce_import_conflicts) AS conflicting,
    counting_orders,
    in_another_currency,
    revenue_minor::bigint
FROM counting
