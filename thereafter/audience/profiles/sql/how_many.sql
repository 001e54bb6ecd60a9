-- How many customers are touched.
-- Reads:  profiles_touched
-- Writes: nothing
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: it only reads.
SELECT count(*) AS people FROM profiles_touched
