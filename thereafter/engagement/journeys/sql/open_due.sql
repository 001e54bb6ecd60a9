-- Those who go on in this batch, each judged at her own instant: live that is now.
-- Reads:  nothing
-- Writes: journeys_due
-- Safe to repeat: it is made only where it is missing; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS journeys_due (
    customer_id  bigint      NOT NULL,
    journey_id   bigint      NOT NULL,
    trigger_key  bigint      NOT NULL,
    visit        smallint    NOT NULL,
    order_id     bigint,
    at           timestamptz NOT NULL,
    left_id      bigint,                      -- the wait or branch that is over
    arrives_id   bigint      NOT NULL,        -- the step after it
    trail        bigint[]    NOT NULL,        -- what was passed before that step
    walk         smallint    NOT NULL,        -- counts up at every branch
    enters_id    bigint,                      -- the version she enters by this, if she was not in it before
    triggered_at timestamptz                  -- by what happened then
)
