-- Use an address no longer where a row names its customer by number and tells another one of hers, as of a later instant.
-- One that a person chose by hand gives way only to a row that says since when, and to none that was removed by hand.
-- Reads:  customers_incoming, customers_identified, customers_contactpoint
-- Writes: customers_contactpoint, touched_customers
-- Safe to repeat: the address that is told last is in use afterwards (`addresses_prefer`), and no row is later than it.
WITH aside AS (
    UPDATE customers_contactpoint AS used
    SET preferred = FALSE
    FROM customers_identified AS identified
    JOIN customers_incoming AS incoming USING (row_no)
    JOIN customers_contactpoint AS told
      ON told.customer_id = identified.customer_id AND told.channel = 'email'
     AND told.address_key = lower(btrim(incoming.email))
    WHERE incoming.number IS NOT NULL AND told.address ~ '^[!-~]+@' AND told.removed_at IS NULL
      AND (incoming.as_of IS NOT NULL OR used.source NOT LIKE 'console:%%')
      AND used.customer_id = identified.customer_id AND used.channel = 'email' AND used.preferred
      AND used.address_key <> told.address_key
      AND used.since < coalesce(incoming.as_of, %(now)s::timestamptz)
    RETURNING used.customer_id
)
INSERT INTO touched_customers (customer_id)
SELECT DISTINCT customer_id FROM aside
