-- Delete every letter that somebody wrote to these people by hand, with its purpose, which is its alone.
-- Reads:  messaging_personalletter
-- Writes: messaging_personalletter, messaging_purpose
-- Safe to repeat: what is gone is not found again.
WITH letter AS (
    DELETE FROM messaging_personalletter WHERE customer_id = ANY(%(customers)s::bigint[]) RETURNING purpose_id
)
DELETE FROM messaging_purpose AS purpose USING letter WHERE purpose.id = letter.purpose_id
