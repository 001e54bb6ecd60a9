-- Take these people out of their orders and lines. What was sold stays in the books as it was counted, with nobodys name.
-- Reads:  commerce_order, commerce_line
-- Writes: commerce_order, commerce_line
-- Safe to repeat: an order that is nobody's is not found again.
WITH hers AS (
    UPDATE commerce_order SET customer_id = NULL, disowned = true
    WHERE customer_id = ANY(%(customers)s::bigint[])
    RETURNING id
)
UPDATE commerce_line AS line SET customer_id = NULL
FROM hers
WHERE line.order_id = hers.id
