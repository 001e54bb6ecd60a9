-- Make pairs of those who look alike, each with its rules and its strength. First names that differ weaken a rule, or
-- undo it; an initial agrees with its name. What a person decided or named stays; what nothing speaks for any more goes.
-- Reads:  customers_alike, customers_customer, customers_double
-- Writes: customers_double
-- Safe to repeat: a pair is there once, and one that is found again is the same.
WITH rule AS (
    SELECT *
    FROM unnest(%(keys)s::text[], %(strengths)s::int[], %(namesakes)s::int[]) AS rule (key, strength, namesakes)
), met AS (
    SELECT alike.rule, low.id AS low_id, high.id AS high_id
    FROM customers_alike AS alike
    CROSS JOIN LATERAL unnest(alike.ids) AS low (id)
    CROSS JOIN LATERAL unnest(alike.ids) AS high (id)
    WHERE low.id < high.id
), called AS (
    SELECT
        met.*,
        lower(btrim(low.first_name)) AS low_name,
        lower(btrim(high.first_name)) AS high_name
    FROM met
    JOIN customers_customer AS low ON low.id = met.low_id
    JOIN customers_customer AS high ON high.id = met.high_id
), judged AS (
    SELECT
        called.low_id,
        called.high_id,
        called.rule,
        CASE WHEN starts_with(low_name, rtrim(high_name, '.')) OR starts_with(high_name, rtrim(low_name, '.'))
             THEN rule.strength ELSE rule.namesakes
        END AS strength
    FROM called
    JOIN rule ON rule.key = called.rule
), found AS (
    SELECT
        low_id,
        high_id,
        max(strength) AS strength,
        array_agg(rule ORDER BY strength DESC, rule) AS rules
    FROM judged
    WHERE strength IS NOT NULL
    GROUP BY low_id, high_id
), gone AS (
    DELETE FROM customers_double AS double
    WHERE verdict = '' AND of_merge_id IS NULL AND rules <> '{named}'
      AND NOT EXISTS (SELECT FROM found WHERE found.low_id = double.low_id AND found.high_id = double.high_id)
), written AS (
    INSERT INTO customers_double (low_id, high_id, rules, strength, found_at, verdict, decided_by)
    SELECT low_id, high_id, rules, strength, %(now)s::timestamptz, '', ''
    FROM found
    ORDER BY strength DESC, low_id, high_id
    ON CONFLICT (low_id, high_id) DO UPDATE
    SET rules = excluded.rules, strength = excluded.strength
    WHERE (customers_double.rules, customers_double.strength) IS DISTINCT FROM (excluded.rules, excluded.strength)
)
SELECT count(*) AS pairs FROM found
