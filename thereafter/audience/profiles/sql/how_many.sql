-- How many customers are touched.
-- Reads:  profiles_touched
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT count(*) AS people FROM profiles_touched
