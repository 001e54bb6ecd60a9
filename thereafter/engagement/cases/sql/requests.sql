-- Tasks that somebody asks for, for `open_requested` to open. `origin` makes a task one and the same.
-- Reads:  nothing
-- Writes: cases_request
-- Safe to repeat: it is made only where it is missing; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS cases_request (
    customer_id bigint,
    order_id    bigint,
    origin      text        NOT NULL,  -- "journey high-value/1/call, trigger 77, visit 1, customer 12"
    title       text        NOT NULL,
    reason      text        NOT NULL,  -- in words, for the person who does it
    role        text        NOT NULL,
    due_at      timestamptz NOT NULL
)
