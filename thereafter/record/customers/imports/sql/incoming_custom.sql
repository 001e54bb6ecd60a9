-- What rows say about custom fields.
-- Reads:  nothing
-- Writes: customers_incoming_custom
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_incoming_custom (
    row_no bigint NOT NULL,
    key    text   NOT NULL,
    value  jsonb  NOT NULL
)
