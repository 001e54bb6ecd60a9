-- Some orders of a store, as they stand, with what is in them.
-- Reads:  commerce_order, commerce_store, commerce_line, commerce_product, customers_customer, customers_contactpoint
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT
    placed.number,
    placed.placed_at,
    placed.status,
    placed.currency,
    placed.total_minor,
    btrim(customer.first_name || ' ' || customer.last_name) AS name,
    coalesce(point.address, '') AS address,
    string_agg(line.quantity || ' × ' || coalesce(nullif(product.title, ''), product.sku), ', ' ORDER BY line.position) AS lines
FROM commerce_order AS placed
JOIN commerce_store AS store ON store.id = placed.store_id AND store.key = %(store)s::text
LEFT JOIN customers_customer AS customer ON customer.id = placed.customer_id
LEFT JOIN customers_contactpoint AS point
       ON point.customer_id = customer.id AND point.channel = 'email' AND point.preferred
LEFT JOIN commerce_line AS line ON line.order_id = placed.id
LEFT JOIN commerce_product AS product ON product.id = line.product_id
WHERE placed.number = ANY (%(numbers)s::text[])
GROUP BY placed.id, customer.id, point.id
ORDER BY placed.placed_at, placed.number
