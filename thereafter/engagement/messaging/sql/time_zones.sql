-- The time zones of the people to decide upon, with the first and the last instant to decide at.
-- Reads:  messaging_facts
-- Writes: nothing
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: it only reads.
SELECT time_zone, min(at) AS first_at, max(at) AS last_at
FROM messaging_facts
WHERE kind <> 'service'
GROUP BY time_zone
