-- Let everything that waits for a limit be taken again at once: the limits have changed.
-- Reads:  messaging_message
-- Writes: messaging_message
-- Safe to repeat: whoever takes it puts it off again where the limits ask for it.
UPDATE messaging_message
SET not_before = %(now)s::timestamptz, reason = ''
WHERE state = 'ready' AND reason IN ('limit', 'warm_up')
