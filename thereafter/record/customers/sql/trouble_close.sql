-- Close every open trouble of one kind that is not known any more.
-- Reads:  customers_trouble_known, customers_trouble
-- Writes: customers_trouble
-- Safe to repeat: what is closed is not looked at again.
UPDATE customers_trouble AS open_one
SET closed_at = %(now)s::timestamptz
WHERE open_one.kind = %(kind)s::text
  AND open_one.closed_at IS NULL
  AND NOT EXISTS (
      SELECT FROM customers_trouble_known AS known
      WHERE known.customer_id = open_one.customer_id AND known.kind = open_one.kind AND known.key = open_one.key
  )
