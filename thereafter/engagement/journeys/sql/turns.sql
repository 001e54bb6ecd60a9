-- Give everybody whom a limit keeps her turn: of those who are alike the first leave first.
-- Reads:  journeys_expected
-- Writes: journeys_expected
-- Safe to repeat: who has her turn is given the same again.
WITH turn AS MATERIALIZED (
    SELECT *
    FROM unnest(
        %(lines)s::int[], %(firsts)s::bigint[], %(lasts)s::bigint[], %(ats)s::timestamptz[], %(goes)s::boolean[],
        %(states)s::text[], %(reasons)s::text[]
    ) AS turn (line, first, last, leaves_at, goes_out, state, reason)
), standing AS MATERIALIZED (
    SELECT id, line, row_number() OVER (PARTITION BY line ORDER BY customer_id, id) AS place
    FROM journeys_expected
    WHERE outlook_id = %(outlook)s::bigint AND line IN (SELECT line FROM turn)
)
UPDATE journeys_expected AS expected
SET leaves_at = turn.leaves_at, goes_out = turn.goes_out, state = turn.state, reason = turn.reason
FROM standing
JOIN turn ON turn.line = standing.line AND standing.place BETWEEN turn.first AND turn.last
WHERE expected.id = standing.id
