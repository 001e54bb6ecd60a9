-- The first conflicts of this import, for people to look at.
-- Reads:  commerce_import_conflicts
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT row_no, words
FROM commerce_import_conflicts
ORDER BY row_no, words
LIMIT %(most)s::integer
