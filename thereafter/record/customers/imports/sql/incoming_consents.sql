-- What rows say about consent.
-- Reads:  nothing
-- Writes: customers_incoming_consents
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_incoming_consents (
    row_no      bigint NOT NULL,
    state       text   NOT NULL,
    occurred_at timestamptz,
    topic       text,
    method      text,
    proof       text,
    refused     text
)
