-- How many letters were handed over in this hour, by domain.
-- Reads:  messaging_handedover
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT domain, sum(messages)::int AS messages
FROM messaging_handedover
WHERE hour >= %(hour_began)s::timestamptz
GROUP BY domain
