-- Empty the hand-over table, so that one transaction may ask twice.
-- Reads:  nothing
-- Writes: messaging_request
-- Safe to repeat: empty stays empty.
DELETE FROM messaging_request
