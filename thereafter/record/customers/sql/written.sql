-- Addresses and store numbers as somebody wrote them down.
-- Reads:  nothing
-- Writes: customers_written
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_written (
    line bigint NOT NULL,
    word text   NOT NULL
)
