-- Whose facts an import changed: for rooms above, which compute things from them.
-- Reads:  nothing
-- Writes: touched_customers
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS touched_customers (
    customer_id bigint NOT NULL
)
