-- List the refunds that do not fit what is known: of an order that nobody knows, of another customer's, of more than it
-- cost. They are kept as told; without a known order they count against nobody's.
-- Reads:  commerce_staging_orders, commerce_import_orders, commerce_order
-- Writes: commerce_import_conflicts
-- Safe to repeat: the list is emptied before each import.
INSERT INTO commerce_import_conflicts (row_no, words)
SELECT staged.row_no, unfit.words
FROM commerce_import_orders AS resolved
JOIN commerce_staging_orders AS staged USING (order_no)
LEFT JOIN commerce_order AS refunded
       ON refunded.store_id = %(store_id)s::bigint AND refunded.number = staged.refund_of
CROSS JOIN LATERAL (
    SELECT format('refund %%s is of order %%s, which is not known; it is kept without an order',
                  staged.number, staged.refund_of) AS words
    WHERE refunded.id IS NULL
    UNION ALL
    SELECT format('refund %%s is of order %%s, which is another customer''s; it counts as told, against whom it names',
                  staged.number, staged.refund_of)
    WHERE resolved.is_new AND refunded.customer_id <> resolved.customer_id
    UNION ALL
    SELECT format('refund %%s gives back more than order %%s cost; it counts as told', staged.number, staged.refund_of)
    WHERE resolved.is_new AND staged.currency = refunded.currency AND staged.total_minor > refunded.total_minor
) AS unfit
WHERE resolved.refund AND staged.refund_of IS NOT NULL
