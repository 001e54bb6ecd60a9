-- One row per line of an order or refund. `excluded` is why it would not count even if its customer were known.
-- Reads:  nothing
-- Writes: commerce_staging_lines
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS commerce_staging_lines (
    order_no     integer NOT NULL,
    position     integer NOT NULL,
    product_no   integer NOT NULL,
    quantity     bigint  NOT NULL,
    amount_minor bigint  NOT NULL,
    excluded     text    NOT NULL
)
