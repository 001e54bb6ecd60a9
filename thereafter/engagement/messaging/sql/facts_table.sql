-- What the policy asks about each request, between `facts` and `judge`.
-- Reads:  nothing
-- Writes: messaging_facts
-- Safe to repeat: it is made only where it is missing; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS messaging_facts (
    customer_id    bigint      NOT NULL,
    purpose_id     bigint      NOT NULL,
    trigger_key    bigint      NOT NULL,
    visit          smallint    NOT NULL,
    order_id       bigint,
    at             timestamptz NOT NULL,
    kind           text        NOT NULL,
    priority       smallint    NOT NULL,
    experiment_id  bigint,
    considered_at  timestamptz NOT NULL,
    stale_at       timestamptz NOT NULL,
    held           boolean     NOT NULL,  -- it was judged before, and is held until now
    exited         boolean     NOT NULL,
    reachable      boolean     NOT NULL,
    suppressed     boolean     NOT NULL,
    consented      boolean     NOT NULL,
    troubled       boolean     NOT NULL,
    time_zone      text        NOT NULL,  -- empty: the shop's
    heard_day      integer     NOT NULL,  -- value and ask messages that went out within 24 hours
    day_began_at   timestamptz,           -- the oldest of them
    heard_week     integer     NOT NULL,
    week_began_at  timestamptz,
    asks_heard     integer     NOT NULL,  -- within 90 days
    values_heard   integer     NOT NULL,
    sends          boolean     NOT NULL   -- what nothing stands in the way of is sent, and not only rehearsed
)
