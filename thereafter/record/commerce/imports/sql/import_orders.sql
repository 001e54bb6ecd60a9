-- Which order or refund of ours each staged one is, whose it is, and whether it is new. A blocked one is left as it is.
-- Reads:  nothing
-- Writes: commerce_import_orders
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS commerce_import_orders (
    order_no    integer     NOT NULL,
    refund      boolean     NOT NULL,
    target_id   bigint      NOT NULL,
    customer_id bigint,
    placed_at   timestamptz NOT NULL,
    is_new      boolean     NOT NULL,
    blocked     boolean     NOT NULL,
    disowned    boolean     NOT NULL  -- its customer was erased: it counts, and is nobody's
)
