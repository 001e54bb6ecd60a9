-- Sum up this import: its lines, its conflicts, and what of the new orders counts; money only in the shop's currency. An
-- order that was cancelled is told apart: profiles count neither it nor its money.
-- Reads:  commerce_staging_lines, commerce_import_conflicts, commerce_staging_orders, commerce_import_orders
-- Writes: nothing
-- Safe to repeat: it only looks.
WITH fresh AS (
    SELECT staged.cancelled_at IS NOT NULL AS cancelled, staged.currency = %(currency)s::text AS at_home, staged.total_minor
    FROM commerce_staging_orders AS staged
    JOIN commerce_import_orders AS resolved USING (order_no)
    WHERE resolved.is_new AND NOT resolved.refund AND staged.counts AND resolved.customer_id IS NOT NULL
), counting AS (
    SELECT count(*) FILTER (WHERE NOT cancelled) AS counting_orders,
           count(*) FILTER (WHERE cancelled) AS cancelled_orders,
           count(*) FILTER (WHERE NOT cancelled AND NOT at_home) AS in_another_currency,
           coalesce(sum(total_minor) FILTER (WHERE NOT cancelled AND at_home), 0) AS revenue_minor
    FROM fresh
)
SELECT
    (SELECT count(*) FROM commerce_staging_lines) AS lines,
    (SELECT count(DISTINCT row_no) FROM commerce_import_conflicts) AS conflicting,
    counting_orders,
    cancelled_orders,
    in_another_currency,
    revenue_minor::bigint
FROM counting
