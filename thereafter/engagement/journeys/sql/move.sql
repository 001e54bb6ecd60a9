-- Bring everybody to the wait where she rests now, or out of the journey at its end, and lengthen her trail. Who has just
-- entered is written where she ends up, once.
-- Reads:  journeys_due, journeys_step
-- Writes: journeys_enrollment
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: a wait is due only when it is over, and who is out is not taken again.
WITH rests AS MATERIALIZED (
    SELECT start.id AS arrives_id, start.passes, coalesce(rest.duration, interval '0') AS duration,
           coalesce(rest.id, last.id) AS step_id,
           CASE WHEN rest.id IS NULL THEN 'ended' ELSE 'active' END AS state,
           CASE WHEN rest.id IS NULL THEN coalesce(last.settings ->> 'words', 'finished') ELSE '' END AS because
    FROM journeys_step AS start
    LEFT JOIN journeys_step AS rest ON rest.id = start.rests_id
    LEFT JOIN journeys_step AS last ON last.id = start.passes[cardinality(start.passes)]
    WHERE start.id IN (SELECT arrives_id FROM journeys_due)
), entered AS (
    INSERT INTO journeys_enrollment (
        customer_id, journey_id, trigger_key, version_id, step_id, visit, state, order_id, triggered_at, entered_at,
        due_at, trail, trail_at, ended_at, ended_because
    )
    SELECT due.customer_id, due.journey_id, due.trigger_key, due.enters_id, rests.step_id, due.visit, rests.state,
           due.order_id, due.triggered_at, due.at, due.at + rests.duration, due.trail || rests.passes,
           array_fill(due.at, ARRAY[cardinality(due.trail || rests.passes)]),
           CASE rests.state WHEN 'ended' THEN due.at END, rests.because
    FROM journeys_due AS due
    JOIN rests ON rests.arrives_id = due.arrives_id
    WHERE due.enters_id IS NOT NULL
    RETURNING 1
), moved AS MATERIALIZED (
    -- By itself, because joined to the passages first the planner would take every step for every passage.
    SELECT due.customer_id, due.journey_id, due.trigger_key, due.at, due.trail || rests.passes AS passed,
           rests.step_id, rests.duration, rests.state, rests.because
    FROM journeys_due AS due
    JOIN rests ON rests.arrives_id = due.arrives_id
    WHERE due.enters_id IS NULL
), went_on AS (
    UPDATE journeys_enrollment AS enrollment
    SET step_id = moved.step_id,
        trail = enrollment.trail || moved.passed,
        trail_at = enrollment.trail_at || array_fill(moved.at, ARRAY[cardinality(moved.passed)]),
        due_at = moved.at + moved.duration,
        state = moved.state,
        ended_at = CASE moved.state WHEN 'ended' THEN moved.at END,
        ended_because = moved.because
    FROM moved
    WHERE enrollment.customer_id = moved.customer_id AND enrollment.journey_id = moved.journey_id
        AND enrollment.trigger_key = moved.trigger_key
    RETURNING 1
)
SELECT (SELECT count(*) FROM entered) + (SELECT count(*) FROM went_on) AS people
