-- Empty the hand-over table, so that one transaction may ask twice.
-- Reads:  nothing
-- Writes: cases_request
-- Safe to repeat: empty stays empty.
DELETE FROM cases_request
