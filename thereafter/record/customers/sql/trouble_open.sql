-- Open every known trouble of one kind that is not open yet.
-- Reads:  customers_trouble_known, customers_trouble
-- Writes: customers_trouble
-- Safe to repeat: a trouble is open once per customer, kind and key.
INSERT INTO customers_trouble (customer_id, kind, key, words, source, opened_at)
SELECT DISTINCT ON (customer_id, key) customer_id, kind, key, words, source, %(now)s::timestamptz
FROM customers_trouble_known
WHERE kind = %(kind)s::text
ORDER BY customer_id, key, words
ON CONFLICT (customer_id, kind, key) WHERE closed_at IS NULL DO NOTHING
