-- Whom a rule describes at this moment, while a segment is refreshed.
-- Reads:  nothing
-- Writes: segments_found
-- Safe to repeat: it is made once per session; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS segments_found (
    customer_id bigint NOT NULL
)
