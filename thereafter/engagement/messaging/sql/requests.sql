-- Contacts that somebody asks for, for `judge` to decide upon. One row for each (customer, purpose, trigger key, visit).
-- Reads:  nothing
-- Writes: messaging_request
-- Safe to repeat: it is made only where it is missing; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS messaging_request (
    customer_id bigint      NOT NULL,
    purpose_id  bigint      NOT NULL,
    trigger_key bigint      NOT NULL,
    visit       smallint    NOT NULL DEFAULT 1,
    order_id    bigint,                             -- what the message speaks about
    at          timestamptz NOT NULL,               -- the instant to judge at; live it is now
    exited      boolean     NOT NULL DEFAULT false  -- she left the journey before this was judged
)
