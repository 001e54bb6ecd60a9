-- How many contacts are asked for, of many ten thousand.
-- Reads:  messaging_request
-- Writes: nothing
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: it only reads.
SELECT count(*) AS contacts FROM (SELECT FROM messaging_request LIMIT 10000) AS asked
