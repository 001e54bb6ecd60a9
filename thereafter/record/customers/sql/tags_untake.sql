-- Give a tag back to those who lost it by one deed and are without it since, as they had it before.
-- Reads:  customers_tag
-- Writes: customers_tag
-- Safe to repeat: who has it back is not found again.
UPDATE customers_tag
SET removed_at = NULL, removed_by = ''
WHERE word = %(word)s::text AND removed_at = %(at)s::timestamptz AND removed_by = %(by)s::text
