-- One row per product that an import speaks of, in an order line or in its own right.
-- Reads:  nothing
-- Writes: commerce_staging_products
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS commerce_staging_products (
    product_no integer NOT NULL,
    sku        text    NOT NULL,
    title      text,
    category   text,
    kind       text,
    cost_minor bigint,
    currency   text,
    link       text,
    image      text,
    as_of      timestamptz
)
