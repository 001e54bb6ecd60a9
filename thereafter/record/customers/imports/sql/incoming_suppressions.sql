-- Addresses that get nothing.
-- Reads:  nothing
-- Writes: customers_incoming_suppressions
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_incoming_suppressions (
    row_no bigint NOT NULL,
    email  text   NOT NULL,
    reason text,
    since  timestamptz
)
