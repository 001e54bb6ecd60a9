-- Who each incoming row is.
-- Reads:  nothing
-- Writes: customers_identified
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_identified (
    row_no      bigint  NOT NULL,
    customer_id bigint  NOT NULL,
    is_new      boolean NOT NULL,
    disputed    boolean NOT NULL
)
