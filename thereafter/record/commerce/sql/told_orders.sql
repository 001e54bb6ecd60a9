-- What she ordered, line by line.
-- Reads:  commerce_order, commerce_line, commerce_product, commerce_store
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT placed.customer_id AS customer, store.key AS store, placed.number, placed.placed_at, placed.status, placed.status_since,
       placed.currency, placed.total_minor,
       coalesce(jsonb_agg(jsonb_build_object(
           'sku', product.sku, 'title', product.title, 'quantity', line.quantity, 'amount_minor', line.amount_minor
       ) ORDER BY line.position) FILTER (WHERE line.order_id IS NOT NULL), '[]'::jsonb) AS lines
FROM commerce_order AS placed
JOIN commerce_store AS store ON store.id = placed.store_id
LEFT JOIN commerce_line AS line ON line.order_id = placed.id
LEFT JOIN commerce_product AS product ON product.id = line.product_id
WHERE placed.customer_id = ANY(%(customers)s::bigint[])
GROUP BY placed.id, store.key
ORDER BY placed.customer_id, placed.placed_at
