-- Let in who was found and is not in, let go who is in and was not found, and tell of both if it is to be told.
-- A full join, because it is never planned as a nested loop: the first refresh finds everybody and statistics of nobody.
-- Reads:  segments_found, segments_membership
-- Writes: segments_membership, events_incoming
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: with the same people found, nobody moves, and so nothing is told.
WITH inside AS (
    SELECT customer_id, ctid AS place
    FROM segments_membership
    WHERE segment_id = %(segment)s::bigint
),
moved AS MATERIALIZED (
    SELECT customer_id, inside.place, CASE WHEN inside.place IS NULL THEN 'entered' ELSE 'left' END AS verb
    FROM segments_found AS found
    FULL JOIN inside USING (customer_id)
    WHERE inside.place IS NULL OR found.customer_id IS NULL
),
entered AS (
    INSERT INTO segments_membership (customer_id, segment_id, entered_at)
    SELECT customer_id, %(segment)s::bigint, %(now)s::timestamptz
    FROM moved
    WHERE verb = 'entered'
    ORDER BY customer_id
    RETURNING customer_id
),
gone AS (
    DELETE FROM segments_membership
    WHERE ctid = ANY (ARRAY(SELECT place FROM moved WHERE verb = 'left'))
    RETURNING customer_id
),
told AS (
    INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, object_id, source, message_id, properties)
    SELECT customer_id, 'segment.' || verb, %(now)s::timestamptz, %(now)s::timestamptz, %(segment)s::bigint, 'system',
           'segment:' || %(segment)s::bigint || ':' || verb || ':' || customer_id || ':' || %(instant)s::text, %(properties)s::jsonb
    FROM moved
    WHERE %(aloud)s::boolean
    RETURNING customer_id
)
SELECT (SELECT count(*) FROM entered) AS entered, (SELECT count(*) FROM gone) AS gone,
       (SELECT count(*) FROM segments_found) AS people, (SELECT count(*) FROM told) AS told
