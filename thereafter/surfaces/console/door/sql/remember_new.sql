-- Keep a value under a key where there is none that is not over. Of two that come at once, one row is written.
-- Reads:  nothing
-- Writes: console_remembered
-- Safe to repeat: the second time there is one.
INSERT INTO console_remembered (key, value, until)
VALUES (%(key)s::text, %(value)s::jsonb, %(until)s::timestamptz)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until
WHERE console_remembered.until <= %(now)s::timestamptz
