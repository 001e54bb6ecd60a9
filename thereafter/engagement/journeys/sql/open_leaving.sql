-- Passages that end before their time, and why.
-- Reads:  nothing
-- Writes: journeys_leaving
-- Safe to repeat: it is made only where it is missing; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS journeys_leaving (
    customer_id bigint NOT NULL,
    journey_id  bigint NOT NULL,
    trigger_key bigint NOT NULL,
    because     text   NOT NULL
)
