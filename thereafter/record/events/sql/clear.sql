-- Empty the hand-over table, so that one transaction may hand over twice.
-- Reads:  nothing
-- Writes: events_incoming
-- Safe to repeat: empty stays empty.
TRUNCATE events_incoming
