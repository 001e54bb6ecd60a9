-- One row per order or refund that an import speaks of.
-- Reads:  nothing
-- Writes: commerce_staging_orders
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS commerce_staging_orders (
    order_no     integer     NOT NULL,
    row_no       bigint      NOT NULL,
    number       text        NOT NULL,
    refund       boolean     NOT NULL,
    placed_at    timestamptz NOT NULL,
    customer     text,
    email        text,
    country      text,
    currency     text        NOT NULL,
    cancelled_at timestamptz,
    refund_of    text,
    counts       boolean     NOT NULL,
    total_minor  bigint      NOT NULL,
    items        bigint      NOT NULL
)
