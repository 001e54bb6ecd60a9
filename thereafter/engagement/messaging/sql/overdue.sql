-- How many messages of journeys that send are due since an instant; counted no further than is enough of each kind.
-- Reads:  messaging_message, messaging_purpose
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT count(*) AS messages
FROM (
    (
        SELECT purpose_id FROM messaging_message
        WHERE %(service)s::boolean AND state = 'ready' AND (kind <> 'service') IS FALSE
            AND not_before < %(before)s::timestamptz
        ORDER BY kind <> 'service', not_before
        LIMIT %(enough)s::int
    ) UNION ALL (
        SELECT purpose_id FROM messaging_message
        WHERE %(commercial)s::boolean AND state = 'ready' AND (kind <> 'service') IS TRUE
            AND not_before < %(before)s::timestamptz
        ORDER BY kind <> 'service', not_before
        LIMIT %(enough)s::int
    )
) AS message
JOIN messaging_purpose AS purpose ON purpose.id = message.purpose_id AND purpose.sends
