-- Empty the list of the found, so that one transaction may refresh several segments.
-- Reads:  nothing
-- Writes: segments_found
-- Safe to repeat: empty stays empty.
TRUNCATE segments_found
