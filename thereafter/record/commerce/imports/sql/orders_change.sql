-- Take over what is said anew of known orders: whose it is if nobody was known, when it was placed, that it was cancelled.
-- Reads:  commerce_staging_orders, commerce_import_orders, commerce_order
-- Writes: commerce_order, touched_customers
-- Safe to repeat: what is known already changes nothing.
WITH changed AS (
    UPDATE commerce_order AS placed
    SET customer_id  = resolved.customer_id,
        placed_at    = staged.placed_at,
        status       = CASE WHEN staged.cancelled_at IS NULL THEN placed.status ELSE 'cancelled' END,
        status_since = coalesce(staged.cancelled_at, placed.status_since),
        known_at     = %(now)s::timestamptz
    FROM commerce_import_orders AS resolved
    JOIN commerce_staging_orders AS staged USING (order_no)
    WHERE placed.id = resolved.target_id AND NOT resolved.is_new AND NOT resolved.refund AND NOT resolved.blocked
      AND (
          placed.customer_id IS DISTINCT FROM resolved.customer_id
          OR placed.placed_at <> staged.placed_at
          OR (placed.status = 'placed' AND staged.cancelled_at IS NOT NULL)
      )
    RETURNING placed.customer_id
)
INSERT INTO touched_customers (customer_id)
SELECT customer_id FROM changed WHERE customer_id IS NOT NULL
