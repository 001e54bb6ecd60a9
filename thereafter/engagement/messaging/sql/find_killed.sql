-- Attempts that nobody finished: whoever began them was killed. Service is tried again under the same Message-ID; of value
-- and ask nobody can say whether they went out, so they never go out again.
-- Reads:  messaging_message
-- Writes: messaging_message
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: what was found is no longer being attempted.
UPDATE messaging_message
SET state = CASE kind WHEN 'service' THEN 'ready' ELSE 'unknown' END,
    not_before = CASE kind WHEN 'service' THEN %(now)s::timestamptz END,
    error = 'The process that handed it over ended before it could store the answer.'
WHERE state = 'attempting' AND attempted_at <= %(now)s::timestamptz - %(lease)s::interval
