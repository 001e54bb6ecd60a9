-- Empty the tables between the statements, for the next turn in the same transaction.
-- Reads:  nothing
-- Writes: messaging_facts, experiments_candidate
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: empty stays empty.
WITH facts AS (DELETE FROM messaging_facts)
DELETE FROM experiments_candidate
