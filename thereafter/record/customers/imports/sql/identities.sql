-- Remember under which numbers and addresses the recognised are known from now on. A name that is somebody's stays hers.
-- Reads:  customers_incoming, customers_identified
-- Writes: customers_identity, touched_customers
-- Safe to repeat: a name is stored once.
WITH names AS (
    SELECT identified.customer_id, identified.is_new, incoming.row_no, name.kind, name.scope, name.value
    FROM customers_incoming AS incoming
    JOIN customers_identified AS identified USING (row_no)
    CROSS JOIN LATERAL (
        VALUES ('number', incoming.scope, incoming.number), ('email', '', lower(btrim(incoming.email)))
    ) AS name (kind, scope, value)
    WHERE name.value IS NOT NULL
), firsts AS (
    SELECT DISTINCT ON (kind, scope, value) *
    FROM names
    ORDER BY kind, scope, value, row_no
), unknown AS (
    SELECT *
    FROM firsts
    WHERE NOT EXISTS (
        SELECT FROM customers_identity AS known
        WHERE known.kind = firsts.kind AND known.scope = firsts.scope AND known.value = firsts.value
    )
), touched AS (
    INSERT INTO touched_customers (customer_id)
    SELECT DISTINCT customer_id FROM unknown WHERE NOT is_new
)
INSERT INTO customers_identity (customer_id, kind, scope, value, source, known_at)
SELECT customer_id, kind, scope, value, %(source)s::text, %(now)s::timestamptz
FROM unknown
ON CONFLICT (kind, scope, value) DO NOTHING
