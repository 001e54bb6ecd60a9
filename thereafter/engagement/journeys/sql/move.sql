-- Move everybody to the wait where she rests now, or out of the journey at its end.
-- Reads:  journeys_due, journeys_step
-- Writes: journeys_enrollment
-- Safe to repeat: a wait is due only when it is over, and who is out is not taken again.
WITH rests AS MATERIALIZED (
    SELECT start.id AS arrives_id, start.passes, rest.duration, rest.id IS NULL AS over,
           coalesce(rest.id, last.id) AS step_id, coalesce(last.settings ->> 'words', 'finished') AS because
    FROM journeys_step AS start
    LEFT JOIN journeys_step AS rest ON rest.id = start.rests_id
    LEFT JOIN journeys_step AS last ON last.id = start.passes[cardinality(start.passes)]
)
UPDATE journeys_enrollment AS enrollment
SET step_id = rests.step_id,
    trail = enrollment.trail || due.trail || rests.passes,
    trail_at = enrollment.trail_at || array_fill(due.at, ARRAY[cardinality(due.trail || rests.passes)]),
    due_at = due.at + coalesce(rests.duration, interval '0'),
    state = CASE WHEN rests.over THEN 'ended' ELSE 'active' END,
    ended_at = CASE WHEN rests.over THEN due.at END,
    ended_because = CASE WHEN rests.over THEN rests.because ELSE '' END
FROM journeys_due AS due
JOIN rests ON rests.arrives_id = due.arrives_id
WHERE enrollment.customer_id = due.customer_id AND enrollment.journey_id = due.journey_id
    AND enrollment.trigger_key = due.trigger_key
