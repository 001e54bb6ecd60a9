-- Where those taken stand, how many there are, and what lies between them and their next rest.
-- Reads:  journeys_due, journeys_step
-- Writes: nothing
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: it only reads.
WITH standing AS (
    SELECT left_id, arrives_id, (at AT TIME ZONE %(time_zone)s::text)::date AS day, count(*) AS people
    FROM journeys_due
    WHERE walk = %(walk)s::smallint
    GROUP BY left_id, arrives_id, day
)
SELECT standing.left_id, standing.arrives_id, standing.day, standing.people, start.passes,
       CASE WHEN rest.kind = 'branch' THEN rest.id END AS branch_id,
       EXISTS (SELECT FROM journeys_step WHERE id = ANY(start.passes) AND kind = 'message') AS asks,
       EXISTS (SELECT FROM journeys_step WHERE id = ANY(start.passes) AND kind = 'task') AS hands_over
FROM standing
JOIN journeys_step AS start ON start.id = standing.arrives_id
LEFT JOIN journeys_step AS rest ON rest.id = start.rests_id
