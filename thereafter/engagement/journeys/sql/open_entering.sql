-- Whom a trigger calls into a journey, as one hand of a tick found them. A batch enters them once it holds their buckets.
-- Reads:  nothing
-- Writes: journeys_entering
-- Safe to repeat: it is made only where it is missing; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS journeys_entering (
    customer_id  bigint      NOT NULL,
    journey_id   bigint      NOT NULL,
    trigger_key  bigint      NOT NULL,
    version_id   bigint      NOT NULL,
    first_id     bigint      NOT NULL,  -- the step at which she arrives
    order_id     bigint,
    triggered_at timestamptz NOT NULL
)
