-- Whom a rule takes for one: sets of two or a few more.
-- Reads:  nothing
-- Writes: customers_alike
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_alike (
    rule text     NOT NULL,
    ids  bigint[] NOT NULL
)
