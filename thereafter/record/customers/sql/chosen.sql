-- A set of customers that somebody chose.
-- Reads:  nothing
-- Writes: customers_chosen
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_chosen (
    customer_id bigint NOT NULL
)
