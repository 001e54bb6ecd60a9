-- Strike out the addresses of erased people that are nobody's now.
-- Reads:  customers_incoming_suppressions, customers_erasedname, customers_identity
-- Writes: customers_incoming_suppressions
-- Safe to repeat: what is struck out is not there to be looked at again.
DELETE FROM customers_incoming_suppressions AS incoming
USING customers_erasedname AS erased
WHERE erased.digest = sha256(%(opad)s::bytea || sha256(%(ipad)s::bytea
      || convert_to(concat_ws(chr(31), 'email', '', lower(btrim(incoming.email))), 'UTF8')))
    AND NOT EXISTS (
        SELECT FROM customers_identity AS known
        WHERE known.kind = 'email' AND known.scope = '' AND known.value = lower(btrim(incoming.email))
    )
