-- Strike out the rows that speak of somebody erased: one of their names is among the hashes. Where that name is somebody's
-- again, only what happened until she was erased is struck out; where it is nobody's, all but an order (`begins`) placed
-- since, which is a new beginning.
-- Reads:  customers_incoming, customers_erasedname, customers_identity
-- Writes: customers_incoming
-- Safe to repeat: what is struck out is not there to be looked at again.
WITH names AS (
    SELECT DISTINCT name.kind, name.scope, name.value
    FROM customers_incoming AS incoming
    CROSS JOIN LATERAL (
        VALUES ('number', incoming.scope, incoming.number), ('email', '', lower(btrim(incoming.email)))
    ) AS name (kind, scope, value)
    WHERE name.value IS NOT NULL
), erased AS MATERIALIZED (
    SELECT names.kind, names.scope, names.value, erased.erased_at, EXISTS (
               SELECT FROM customers_identity AS known
               WHERE known.kind = names.kind AND known.scope = names.scope AND known.value = names.value
           ) AS is_back
    FROM names
    JOIN customers_erasedname AS erased
      ON erased.digest = sha256(%(opad)s::bytea || sha256(%(ipad)s::bytea
         || convert_to(concat_ws(chr(31), names.kind, names.scope, names.value), 'UTF8')))
)
DELETE FROM customers_incoming AS incoming
USING erased
WHERE (
        (erased.kind = 'number' AND erased.scope = incoming.scope AND erased.value = incoming.number)
        OR (erased.kind = 'email' AND erased.value = lower(btrim(incoming.email)))
    )
    AND NOT CASE
        WHEN erased.is_back THEN coalesce(incoming.happened_at > erased.erased_at, TRUE)
        ELSE %(begins)s::boolean AND coalesce(incoming.happened_at > erased.erased_at, FALSE)
    END
