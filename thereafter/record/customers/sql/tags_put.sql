-- Put a tag on every chosen customer who does not have it. Who had it once gets it anew.
-- Reads:  customers_chosen, customers_customer
-- Writes: customers_tag
-- Safe to repeat: a customer has a tag once.
INSERT INTO customers_tag AS tag (customer_id, word, written, source, since, removed_at, removed_by)
SELECT id, %(word)s::text, %(written)s::text, %(source)s::text, %(now)s::timestamptz, NULL, ''
FROM customers_customer
WHERE id IN (SELECT customer_id FROM customers_chosen)
ORDER BY id
FOR KEY SHARE  -- whoever is joined or erased at this moment is left out, rather than the end of it refused
ON CONFLICT (customer_id, word) DO UPDATE
SET written = excluded.written, source = excluded.source, since = excluded.since, removed_at = NULL, removed_by = ''
WHERE tag.removed_at IS NOT NULL
