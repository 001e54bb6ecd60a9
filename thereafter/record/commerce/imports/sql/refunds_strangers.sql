-- List the refunds that name an order which nobody knows: they are kept, and count against nobody's order.
-- Reads:  commerce_staging_orders, commerce_import_orders, commerce_order
-- Writes: commerce_import_conflicts
-- Safe to repeat: the list is emptied before each import.
INSERT INTO commerce_import_conflicts (row_no, words)
SELECT
    staged.row_no,
    format('refund %%s is of order %%s, which is not known; it is kept without an order', staged.number, staged.refund_of)
FROM commerce_import_orders AS resolved
JOIN commerce_staging_orders AS staged USING (order_no)
LEFT JOIN commerce_order AS refunded
       ON refunded.store_id = %(store_id)s::bigint AND refunded.number = staged.refund_of
WHERE resolved.refund AND staged.refund_of IS NOT NULL AND refunded.id IS NULL
