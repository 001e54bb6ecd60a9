-- How many contacts are asked for.
-- Reads:  messaging_request
-- Writes: nothing
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: it only reads.
SELECT count(*) AS contacts FROM messaging_request
