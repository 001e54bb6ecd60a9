-- Two passages for every customer, one in twenty of them still going on and due within a month.
-- Reads:  journeys_journey, journeys_version
-- Writes: journeys_enrollment
-- Safe to repeat: no; it fills an empty database once.
WITH journeys AS (
    SELECT array_agg(journey.id ORDER BY journey.id) AS ids, array_agg(version.id ORDER BY journey.id) AS versions,
           array_agg(version.first_id ORDER BY journey.id) AS steps, count(*) AS many
    FROM journeys_journey AS journey JOIN journeys_version AS version ON version.id = journey.live_id
),
drawn AS (
    SELECT customer_id, round, 1 + (customer_id + round) %% many AS which, random() < 0.05 AS goes_on,
           %(now)s::timestamptz - interval '400 days' * random() AS entered_at, interval '30 days' * random() AS due_in,
           ids, versions, steps
    FROM generate_series(1, 2) AS round, generate_series(1, %(size)s::int) AS customer_id, journeys
)
INSERT INTO journeys_enrollment (
    customer_id, journey_id, trigger_key, version_id, step_id, visit, state, triggered_at, entered_at, due_at, trail, trail_at,
    ended_at, ended_because
)
SELECT customer_id, ids[which], round, versions[which], steps[which], 1, CASE WHEN goes_on THEN 'active' ELSE 'ended' END,
       entered_at, entered_at, CASE WHEN goes_on THEN %(now)s::timestamptz + due_in ELSE entered_at END,
       ARRAY[steps[which]], ARRAY[entered_at], CASE WHEN NOT goes_on THEN entered_at END,
       CASE WHEN goes_on THEN '' ELSE 'finished' END
FROM drawn
