-- Name the customers of new orders and refunds, and those who are new themselves.
-- Reads:  commerce_import_orders, commerce_refund, customers_identified
-- Writes: touched_customers
-- Safe to repeat: doubles do no harm.
INSERT INTO touched_customers (customer_id)
SELECT customer_id FROM commerce_import_orders WHERE is_new AND customer_id IS NOT NULL
UNION
SELECT refund.customer_id
FROM commerce_import_orders AS resolved
JOIN commerce_refund AS refund ON refund.id = resolved.target_id
WHERE resolved.is_new AND resolved.refund AND refund.customer_id IS NOT NULL
UNION
SELECT customer_id FROM customers_identified WHERE is_new
