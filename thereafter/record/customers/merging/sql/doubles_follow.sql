-- Whoever may be the same as her who goes may be the same as her who stays; whoever is not, is not.
-- Reads:  customers_merging, customers_double
-- Writes: customers_double, customers_noted
-- Safe to repeat: two are told apart once.
WITH told AS (
    SELECT DISTINCT ON (low_id, high_id) *
    FROM (
        SELECT
            pair.merge_id,
            least(pair.to_id, other.id) AS low_id,
            greatest(pair.to_id, other.id) AS high_id,
            double.rules,
            double.strength,
            double.found_at,
            double.verdict,
            double.decided_at,
            double.decided_by,
            double.later_until
        FROM customers_merging AS pair
        JOIN customers_double AS double ON pair.from_id IN (double.low_id, double.high_id)
        CROSS JOIN LATERAL (
            SELECT CASE pair.from_id WHEN double.low_id THEN double.high_id ELSE double.low_id END AS id
        ) AS other
        WHERE other.id <> pair.to_id
    ) AS named
    ORDER BY low_id, high_id, verdict DESC, strength DESC
), overruled AS (
    UPDATE customers_double AS double
    SET verdict = told.verdict, decided_at = told.decided_at, decided_by = told.decided_by
    FROM told
    WHERE double.low_id = told.low_id AND double.high_id = told.high_id
      AND double.verdict = '' AND told.verdict = 'different'
    RETURNING told.merge_id, double.id
), noted AS (
    INSERT INTO customers_noted (merge_id, relation, key)
    SELECT merge_id, 'customers_double.verdict', to_jsonb(id)
    FROM overruled
)
INSERT INTO customers_double (
    low_id, high_id, rules, strength, found_at, verdict, decided_at, decided_by, later_until, of_merge_id
)
SELECT low_id, high_id, rules, strength, found_at, verdict, decided_at, decided_by, later_until, merge_id
FROM told
ON CONFLICT (low_id, high_id) DO NOTHING
