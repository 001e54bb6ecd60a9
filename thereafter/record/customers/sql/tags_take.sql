-- Take a tag off every chosen customer who has it. It stays as history.
-- Reads:  customers_chosen
-- Writes: customers_tag
-- Safe to repeat: what is off stays off.
UPDATE customers_tag
SET removed_at = %(now)s::timestamptz, removed_by = %(source)s::text
WHERE word = %(word)s::text AND removed_at IS NULL
  AND customer_id IN (SELECT customer_id FROM customers_chosen)
