-- Keep every name of these customers as a keyed hash (HMAC-SHA-256). One erased twice counts from the later time on.
-- Reads:  customers_identity, customers_contactpoint
-- Writes: customers_erasedname
-- Safe to repeat: a hash is kept once.
WITH names AS (
    SELECT kind, scope, value FROM customers_identity WHERE customer_id = ANY(%(customers)s::bigint[])
    UNION
    SELECT 'email', '', lower(btrim(address)) FROM customers_contactpoint
    WHERE customer_id = ANY(%(customers)s::bigint[]) AND channel = 'email'
), hashed AS (
    SELECT DISTINCT sha256(%(opad)s::bytea || sha256(%(ipad)s::bytea
           || convert_to(concat_ws(chr(31), kind, scope, value), 'UTF8'))) AS digest
    FROM names
)
INSERT INTO customers_erasedname (digest, erased_at)
SELECT digest, %(now)s::timestamptz FROM hashed
ON CONFLICT (digest) DO UPDATE SET erased_at = greatest(customers_erasedname.erased_at, excluded.erased_at)
