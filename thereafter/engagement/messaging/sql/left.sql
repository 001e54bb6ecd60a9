-- How much was handed over in this hour and on this day, with what others have in hand this moment.
-- Reads:  messaging_handedover, messaging_message
-- Writes: nothing
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: it only reads.
SELECT coalesce(sum(handed.messages) FILTER (WHERE handed.hour >= %(hour_began)s::timestamptz), 0) + in_hand.messages AS hour,
       coalesce(sum(handed.messages), 0) + in_hand.messages AS day
FROM (
    SELECT count(message.state) AS messages
    FROM (VALUES (true), (false)) AS either (commercial)  -- the first column of the index
    JOIN messaging_message AS message
        ON (message.kind <> 'service') = either.commercial AND message.state = 'ready' AND message.reason = ''
        AND message.not_before > %(now)s::timestamptz
        AND message.not_before <= %(now)s::timestamptz + %(lease)s::interval
) AS in_hand
LEFT JOIN messaging_handedover AS handed
    ON handed.hour >= least(%(hour_began)s::timestamptz, date_trunc('hour', %(day_began)s::timestamptz))
GROUP BY in_hand.messages
