-- Let in who was found and is not in, let go who is in and was not found, and tell of both if it is to be told.
-- Reads:  segments_found, segments_membership
-- Writes: segments_membership, events_incoming
-- Safe to repeat: with the same people found, nobody moves, and so nothing is told.
WITH entered AS (
    INSERT INTO segments_membership (customer_id, segment_id, entered_at)
    SELECT found.customer_id, %(segment)s::bigint, %(now)s::timestamptz
    FROM segments_found AS found
    WHERE NOT EXISTS (
        SELECT FROM segments_membership AS membership
        WHERE membership.segment_id = %(segment)s::bigint AND membership.customer_id = found.customer_id
    )
    RETURNING customer_id
),
gone AS (
    DELETE FROM segments_membership AS membership
    WHERE membership.segment_id = %(segment)s::bigint
      AND NOT EXISTS (SELECT FROM segments_found AS found WHERE found.customer_id = membership.customer_id)
    RETURNING customer_id
),
moved AS (
    SELECT customer_id, 'entered' AS verb FROM entered
    UNION ALL
    SELECT customer_id, 'left' AS verb FROM gone
),
told AS (
    INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, object_id, source, message_id, properties)
    SELECT customer_id, 'segment.' || verb, %(now)s::timestamptz, %(now)s::timestamptz, %(segment)s::bigint, 'system',
           'segment:' || %(segment)s::bigint || ':' || verb || ':' || customer_id || ':' || %(instant)s::text,
           jsonb_build_object('segment', %(key)s::text)
    FROM moved
    WHERE %(aloud)s::boolean
    RETURNING customer_id
)
SELECT (SELECT count(*) FROM entered) AS entered, (SELECT count(*) FROM gone) AS gone,
       (SELECT count(*) FROM segments_found) AS people, (SELECT count(*) FROM told) AS told
