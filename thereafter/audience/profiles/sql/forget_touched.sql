-- Empty the list of the touched, so that the next set of the same transaction is its own.
-- Reads:  nothing
-- Writes: profiles_touched
-- Safe to repeat: empty stays empty.
TRUNCATE profiles_touched
