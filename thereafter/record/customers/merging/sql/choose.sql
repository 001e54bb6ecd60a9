-- Choose some pairs that are certain to be one person each, nobody twice. Who was known first stays.
-- Reads:  customers_double, customers_customer
-- Writes: customers_merging
-- Safe to repeat: it reads what is open now; who goes is in no pair afterwards.
WITH looked_at AS (
    SELECT double.id, double.rules, double.low_id, double.high_id, high.known_at < low.known_at AS high_stays
    FROM customers_double AS double
    JOIN customers_customer AS low ON low.id = double.low_id
    JOIN customers_customer AS high ON high.id = double.high_id
    WHERE double.verdict = '' AND double.strength = 3 AND double.id > %(after)s::bigint
      AND (double.later_until IS NULL OR double.later_until <= %(now)s::timestamptz)
    ORDER BY double.id
    LIMIT %(batch)s::int
), ends AS (
    SELECT customer_id, min(id) AS id
    FROM looked_at
    CROSS JOIN LATERAL (VALUES (low_id), (high_id)) AS one (customer_id)
    GROUP BY customer_id
), chosen AS (
    SELECT looked_at.*
    FROM looked_at
    JOIN ends AS low ON low.customer_id = looked_at.low_id AND low.id = looked_at.id
    JOIN ends AS high ON high.customer_id = looked_at.high_id AND high.id = looked_at.id
), filled AS (
    INSERT INTO customers_merging (merge_id, from_id, to_id, rules, because)
    SELECT
        nextval(pg_get_serial_sequence('customers_merge', 'id')),
        CASE WHEN high_stays THEN low_id ELSE high_id END,
        CASE WHEN high_stays THEN high_id ELSE low_id END,
        rules,
        %(because)s::text
    FROM chosen
    ORDER BY id
)
SELECT (SELECT count(*) FROM looked_at) AS pairs, (SELECT max(id) FROM looked_at) AS last
