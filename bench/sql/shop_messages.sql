-- Ten messages for every customer over twenty months, in order of time, for the message steps of the journeys: of a
-- hundred 70 went out, 22 were skipped, 4 failed, 2 are in doubt, 2 are held.
-- Reads:  messaging_purpose
-- Writes: messaging_message
-- Safe to repeat: no; it fills an empty database once.
WITH purposes AS (
    SELECT array_agg(id ORDER BY id) AS ids, array_agg(kind ORDER BY id) AS kinds, count(*) AS many
    FROM messaging_purpose WHERE journey_key <> ''
),
drawn AS (
    SELECT 1 + (number::bigint * 7919 + 13) %% %(size)s::int AS customer_id, round, floor(100 * random())::int AS fate,
           %(now)s::timestamptz - interval '600 days' + (round - 1 + number::float / %(size)s::int) * interval '60 days' AS instant
    FROM generate_series(1, 10) AS round, generate_series(1, %(size)s::int) AS number
),
fated AS (
    SELECT customer_id, round, fate, instant, 1 + (customer_id + round) %% many AS which, ids, kinds FROM drawn, purposes
)
INSERT INTO messaging_message (
    customer_id, purpose_id, trigger_key, visit, kind, state, reason, failed_rules, arm, considered_at, decided_at, not_before,
    attempts, attempted_at, sent_at, message_id, error, told
)
SELECT customer_id, ids[which], round, 1, kinds[which],
       CASE WHEN fate < 70 THEN 'sent' WHEN fate < 92 THEN 'skipped' WHEN fate < 96 THEN 'failed' WHEN fate < 98 THEN 'unknown'
            ELSE 'held' END,
       CASE WHEN fate < 70 THEN '' WHEN fate < 80 THEN 'no_consent' WHEN fate < 86 THEN 'weekly_cap' WHEN fate < 92 THEN 'trouble'
            WHEN fate < 96 THEN 'refused' WHEN fate < 98 THEN '' ELSE 'daily_cap' END,
       0, 'treatment', instant, instant, CASE WHEN fate >= 98 THEN %(now)s::timestamptz + interval '1 day' END,
       CASE WHEN fate < 70 OR fate BETWEEN 92 AND 97 THEN 1 ELSE 0 END, CASE WHEN fate < 70 OR fate BETWEEN 92 AND 97 THEN instant END,
       CASE WHEN fate < 70 THEN instant END, CASE WHEN fate < 70 THEN '<' || customer_id || '.' || round || '@shop.example>' ELSE '' END,
       CASE WHEN fate BETWEEN 92 AND 95 THEN '550 No such user' ELSE '' END, fate < 70
FROM fated
