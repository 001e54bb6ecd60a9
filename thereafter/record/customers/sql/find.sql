-- Whom a text may mean: by exact address or number, by their beginnings, by the beginnings of names. Best first.
-- Ranges stand for "begins with": indexes in the order of bytes serve them whatever the values, and each branch stops early.
-- Reads:  customers_customer, customers_identity, customers_contactpoint
-- Writes: nothing
-- Safe to repeat: it only looks.
WITH RECURSIVE store (scope) AS (
    (SELECT scope FROM customers_identity WHERE kind = 'number' ORDER BY scope LIMIT 1)
    UNION ALL
    SELECT (
        SELECT further.scope
        FROM customers_identity AS further
        WHERE further.kind = 'number' AND further.scope > store.scope
        ORDER BY further.scope
        LIMIT 1
    )
    FROM store
    WHERE store.scope IS NOT NULL
), named (first, last) AS (
    SELECT customers_folded(first) COLLATE "C", customers_folded(last) COLLATE "C"
    FROM unnest(%(firsts)s::text[], %(lasts)s::text[]) AS pair (first, last)
), exact AS (
    SELECT customer_id FROM customers_identity WHERE kind = 'email' AND scope = '' AND value = %(address)s::text
    UNION ALL
    SELECT customer_id FROM customers_contactpoint WHERE channel = 'email' AND address_key = %(address)s::text AND removed_at IS NULL
    UNION ALL
    SELECT identity.customer_id
    FROM unnest(%(numbers)s::text[]) AS number
    CROSS JOIN store
    JOIN customers_identity AS identity
      ON identity.kind = 'number' AND identity.scope = store.scope AND identity.value = number
), by_address AS (
    SELECT customer_id
    FROM customers_contactpoint
    WHERE channel = 'email' AND address_key >= %(address)s::text AND address_key < %(address)s::text || chr(1114111)
      AND removed_at IS NULL
    ORDER BY address_key
    LIMIT %(limit)s::int
), by_number AS (
    SELECT hit.customer_id
    FROM unnest(%(numbers)s::text[]) AS number
    CROSS JOIN store
    CROSS JOIN LATERAL (
        SELECT identity.customer_id
        FROM customers_identity AS identity
        WHERE identity.kind = 'number' AND identity.scope = store.scope
          AND identity.value >= number AND identity.value < number || chr(1114111)
        ORDER BY identity.value
        LIMIT %(limit)s::int
    ) AS hit
), by_last_name AS (
    SELECT hit.id
    FROM named
    CROSS JOIN LATERAL (
        SELECT customer.id
        FROM customers_customer AS customer
        WHERE customers_folded(customer.last_name) COLLATE "C" >= named.last
          AND customers_folded(customer.last_name) COLLATE "C" < named.last || chr(1114111)
          AND customers_folded(customer.first_name) COLLATE "C" >= named.first
          AND customers_folded(customer.first_name) COLLATE "C" < named.first || chr(1114111)
        ORDER BY customers_folded(customer.last_name) COLLATE "C", customers_folded(customer.first_name) COLLATE "C"
        LIMIT %(limit)s::int
    ) AS hit
    WHERE named.last <> ''
), by_first_name AS (
    SELECT hit.id
    FROM named
    CROSS JOIN LATERAL (
        SELECT customer.id
        FROM customers_customer AS customer
        WHERE customers_folded(customer.first_name) COLLATE "C" >= named.first
          AND customers_folded(customer.first_name) COLLATE "C" < named.first || chr(1114111)
        ORDER BY customers_folded(customer.first_name) COLLATE "C", customers_folded(customer.last_name) COLLATE "C"
        LIMIT %(limit)s::int
    ) AS hit
    WHERE named.last = ''
)
SELECT customer_id, 1 AS place FROM exact
UNION ALL
SELECT customer_id, 2 FROM by_address
UNION ALL
SELECT customer_id, 3 FROM by_number
UNION ALL
SELECT id, 4 FROM by_last_name
UNION ALL
SELECT id, 5 FROM by_first_name
