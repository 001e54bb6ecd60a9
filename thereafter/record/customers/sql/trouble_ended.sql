-- Close the troubles whose own end has come, as of that end.
-- Reads:  customers_trouble
-- Writes: customers_trouble
-- Safe to repeat: what is closed is not looked at again.
UPDATE customers_trouble
SET closed_at = ends_at
WHERE closed_at IS NULL AND ends_at <= %(now)s::timestamptz
