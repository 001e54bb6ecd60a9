-- Take these people out of their refunds.
-- Reads:  commerce_refund
-- Writes: commerce_refund
-- Safe to repeat: a refund that is nobody's is not found again.
UPDATE commerce_refund SET customer_id = NULL WHERE customer_id = ANY(%(customers)s::bigint[])
