-- Empty the list of troubles, so that one transaction may hand over twice.
-- Reads:  nothing
-- Writes: customers_trouble_known
-- Safe to repeat: empty stays empty.
TRUNCATE customers_trouble_known
