-- Use the address that was told last, where none is in use since `addresses_set_aside`.
-- Reads:  customers_incoming, customers_identified, customers_contactpoint
-- Writes: customers_contactpoint
-- Safe to repeat: who has an address in use keeps it.
WITH told AS (
    SELECT DISTINCT ON (identified.customer_id)
        point.id, coalesce(incoming.as_of, %(now)s::timestamptz) AS since
    FROM customers_identified AS identified
    JOIN customers_incoming AS incoming USING (row_no)
    JOIN customers_contactpoint AS point
      ON point.customer_id = identified.customer_id AND point.channel = 'email'
     AND point.address_key = lower(btrim(incoming.email))
    WHERE incoming.number IS NOT NULL AND point.address ~ '^[!-~]+@' AND point.removed_at IS NULL AND NOT EXISTS (
        SELECT FROM customers_contactpoint AS used
        WHERE used.customer_id = identified.customer_id AND used.channel = 'email' AND used.preferred
    )
    ORDER BY identified.customer_id, since DESC, incoming.row_no
)
UPDATE customers_contactpoint AS point
SET preferred = TRUE, since = told.since, source = %(source)s::text
FROM told
WHERE point.id = told.id
