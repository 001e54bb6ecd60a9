-- How many messages are ready, since when, and how many of them are of no more use; counted no further than is enough.
-- Reads:  messaging_message
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT count(*) AS messages, min(decided_at) AS since, count(*) FILTER (WHERE stale_at <= %(now)s::timestamptz) AS stale
FROM (SELECT decided_at, stale_at FROM messaging_message WHERE state = 'ready' LIMIT %(enough)s::int) AS counted
