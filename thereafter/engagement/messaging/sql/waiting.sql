-- How many messages wait for the transport; counted no further than is enough to know.
-- Reads:  messaging_message
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT count(*) AS messages
FROM (
    (
        SELECT FROM messaging_message
        WHERE state = 'ready' AND kind <> 'service' AND not_before <= %(now)s::timestamptz
        LIMIT %(enough)s::int
    ) UNION ALL (
        SELECT FROM messaging_message
        WHERE state = 'ready' AND (kind <> 'service') IS FALSE AND not_before <= %(now)s::timestamptz
        LIMIT %(enough)s::int
    ) UNION ALL (
        SELECT FROM messaging_message WHERE state = 'ready' AND aside <> '' LIMIT %(enough)s::int
    )
) AS counted
