-- Take a tag off again from those who got it by one deed and have it from that deed still.
-- Reads:  customers_tag
-- Writes: customers_tag
-- Safe to repeat: what is off is not found again.
UPDATE customers_tag
SET removed_at = %(now)s::timestamptz, removed_by = %(by)s::text
WHERE word = %(word)s::text AND removed_at IS NULL AND source = %(by)s::text AND since = %(at)s::timestamptz
