-- Move everybody to the wait where she rests now, or out of the journey at its end, and lengthen her trail.
-- Reads:  journeys_due, journeys_step
-- Writes: journeys_enrollment
-- Safe to repeat: a wait is due only when it is over, and who is out is not taken again.
WITH rests AS MATERIALIZED (
    SELECT start.id AS arrives_id, start.passes, rest.duration, rest.id IS NULL AS over,
           coalesce(rest.id, last.id) AS step_id, coalesce(last.settings ->> 'words', 'finished') AS because
    FROM journeys_step AS start
    LEFT JOIN journeys_step AS rest ON rest.id = start.rests_id
    LEFT JOIN journeys_step AS last ON last.id = start.passes[cardinality(start.passes)]
    WHERE start.id IN (SELECT arrives_id FROM journeys_due)
), moved AS MATERIALIZED (
    -- By itself, because joined to the passages first the planner would take every step for every passage.
    SELECT due.customer_id, due.journey_id, due.trigger_key, due.at, due.trail || rests.passes AS passed,
           rests.step_id, rests.duration, rests.over, rests.because
    FROM journeys_due AS due
    JOIN rests ON rests.arrives_id = due.arrives_id
)
UPDATE journeys_enrollment AS enrollment
SET step_id = moved.step_id,
    trail = enrollment.trail || moved.passed,
    trail_at = enrollment.trail_at || array_fill(moved.at, ARRAY[cardinality(moved.passed)]),
    due_at = moved.at + coalesce(moved.duration, interval '0'),
    state = CASE WHEN moved.over THEN 'ended' ELSE 'active' END,
    ended_at = CASE WHEN moved.over THEN moved.at END,
    ended_because = CASE WHEN moved.over THEN moved.because ELSE '' END
FROM moved
WHERE enrollment.customer_id = moved.customer_id AND enrollment.journey_id = moved.journey_id
    AND enrollment.trigger_key = moved.trigger_key
