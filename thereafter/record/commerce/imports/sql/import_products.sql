-- Which product of ours each mentioned one is.
-- Reads:  nothing
-- Writes: commerce_import_products
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS commerce_import_products (
    product_no integer NOT NULL,
    product_id bigint  NOT NULL
)
