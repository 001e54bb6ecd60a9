-- Who is written to, where, and about which order: the one given, else her latest that counts.
-- Reads:  customers_customer, customers_contactpoint, commerce_order
-- Writes: nothing
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: it only reads.
WITH asked AS (
    SELECT asked.customer_id, asked.order_id, asked.number
    FROM unnest(%(customers)s::bigint[], %(orders)s::bigint[]) WITH ORDINALITY AS asked (customer_id, order_id, number)
),
about AS (
    SELECT asked.number, coalesce(
        asked.order_id,
        (
            SELECT placed.id
            FROM commerce_order AS placed
            WHERE placed.customer_id = asked.customer_id AND placed.counts AND placed.status <> 'cancelled'
                AND placed.known_at <= %(now)s::timestamptz
            ORDER BY placed.placed_at DESC, placed.id DESC
            LIMIT 1
        )
    ) AS order_id
    FROM asked
)
SELECT asked.number::int AS number, customer.first_name, customer.last_name, coalesce(point.address, '') AS address,
    bought.id AS order_id, bought.number AS order_number, bought.placed_at, bought.currency, bought.total_minor
FROM asked
JOIN about ON about.number = asked.number
JOIN customers_customer AS customer ON customer.id = asked.customer_id
LEFT JOIN customers_contactpoint AS point
    ON point.customer_id = asked.customer_id AND point.channel = 'email' AND point.preferred
LEFT JOIN commerce_order AS bought ON bought.id = about.order_id
ORDER BY asked.number
