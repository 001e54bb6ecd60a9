-- Keep every address that a row gives its customer and that nobody else is known by; her first one is the one we use,
-- unless it has letters outside ASCII before the @, which SMTP does not carry.
-- Reads:  customers_incoming, customers_identified, customers_identity, customers_contactpoint
-- Writes: customers_contactpoint
-- Safe to repeat: an address is kept once per customer, and one of them preferred.
WITH given AS (
    SELECT DISTINCT ON (identified.customer_id, lower(btrim(incoming.email)))
        identified.customer_id,
        btrim(incoming.email) AS address,
        lower(btrim(incoming.email)) AS address_key,
        btrim(incoming.email) ~ '^[!-~]+@' AS writable,
        incoming.row_no,
        coalesce(incoming.as_of, %(now)s::timestamptz) AS since
    FROM customers_incoming AS incoming
    JOIN customers_identified AS identified USING (row_no)
    JOIN customers_identity AS hers
      ON hers.kind = 'email' AND hers.scope = '' AND hers.value = lower(btrim(incoming.email))
     AND hers.customer_id = identified.customer_id
    ORDER BY identified.customer_id, lower(btrim(incoming.email)), incoming.row_no
), unknown AS (
    SELECT
        given.*,
        writable
        AND row_number() OVER (PARTITION BY customer_id, writable ORDER BY row_no) = 1
        AND NOT EXISTS (
            SELECT FROM customers_contactpoint AS used
            WHERE used.customer_id = given.customer_id AND used.channel = 'email' AND used.preferred
        ) AS preferred
    FROM given
    WHERE NOT EXISTS (
        SELECT FROM customers_contactpoint AS kept
        WHERE kept.customer_id = given.customer_id AND kept.channel = 'email' AND kept.address_key = given.address_key
    )
)
INSERT INTO customers_contactpoint (customer_id, channel, address, address_key, preferred, source, since)
SELECT customer_id, 'email', address, address_key, preferred, %(source)s::text, since
FROM unknown
