-- Whether anything is asked for.
-- Reads:  messaging_request
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT EXISTS (SELECT FROM messaging_request) AS any
