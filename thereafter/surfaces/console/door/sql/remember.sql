-- Keep a value under a key, instead of what there was.
-- Reads:  nothing
-- Writes: console_remembered
-- Safe to repeat: what is kept is kept.
INSERT INTO console_remembered (key, value, until)
VALUES (%(key)s::text, %(value)s::jsonb, %(until)s::timestamptz)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until
