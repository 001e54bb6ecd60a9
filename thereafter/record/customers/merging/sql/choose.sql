-- Choose some pairs that are certain to be one person each, nobody twice. Who was known first stays.
-- Reads:  customers_double, customers_customer
-- Writes: customers_merging
-- Safe to repeat: it reads what is open now; who goes is in no pair afterwards.
WITH waiting AS MATERIALIZED (
    SELECT id, rules, low_id, high_id
    FROM customers_double
    WHERE verdict = '' AND strength = 3 AND id > %(after)s::bigint
      AND (later_until IS NULL OR later_until <= %(now)s::timestamptz)
    ORDER BY id
    LIMIT %(batch)s::int
), looked_at AS MATERIALIZED (
    SELECT waiting.*, high.known_at < low.known_at AS high_stays
    FROM waiting
    JOIN customers_customer AS low ON low.id = waiting.low_id
    JOIN customers_customer AS high ON high.id = waiting.high_id
), ends AS (
    SELECT looked_at.*, min(id) OVER (PARTITION BY customer_id) AS first
    FROM looked_at
    CROSS JOIN LATERAL (VALUES (low_id), (high_id)) AS one (customer_id)
), chosen AS (
    SELECT id, rules, low_id, high_id, high_stays
    FROM ends
    GROUP BY id, rules, low_id, high_id, high_stays
    HAVING bool_and(first = id)
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
SELECT (SELECT count(*) FROM looked_at) AS pairs, (SELECT max(id) FROM waiting) AS last
