-- Ask who the customers of the staged orders are. A country is what was so on the day of the order. A stranger whom a
-- known order of somebody else's names is not asked for: nobody becomes a customer by a contradiction. Nor is anybody asked
-- for by an order whose customer was erased.
-- Reads:  commerce_staging_orders, commerce_order, commerce_refund, customers_identity
-- Writes: customers_incoming
-- Safe to repeat: the table is emptied before each import.
WITH found AS (
    SELECT staged.*, coalesce(placed.customer_id, refund.customer_id) AS kept_id, placed.disowned
    FROM commerce_staging_orders AS staged
    LEFT JOIN LATERAL (
        SELECT customer_id, disowned FROM commerce_order
        WHERE store_id = %(store_id)s::bigint AND number = staged.number AND NOT staged.refund LIMIT 1
    ) AS placed ON TRUE
    LEFT JOIN LATERAL (
        SELECT customer_id FROM commerce_refund
        WHERE store_id = %(store_id)s::bigint AND number = staged.number AND staged.refund LIMIT 1
    ) AS refund ON TRUE
    WHERE staged.customer IS NOT NULL OR staged.email IS NOT NULL
)
INSERT INTO customers_incoming (row_no, scope, number, email, country, as_of, happened_at)
SELECT row_no, %(scope)s::text, customer, email, country, placed_at, placed_at
FROM found
WHERE NOT coalesce(disowned, FALSE) AND (kept_id IS NULL
   OR EXISTS (
       SELECT FROM customers_identity AS known
       WHERE known.kind = 'number' AND known.scope = %(scope)s::text AND known.value = found.customer
   )
   OR EXISTS (
       SELECT FROM customers_identity AS known
       WHERE known.kind = 'email' AND known.scope = '' AND known.value = lower(btrim(found.email))
   ))
