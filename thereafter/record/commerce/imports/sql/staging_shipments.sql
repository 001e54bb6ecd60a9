-- One row per statement about a parcel.
-- Reads:  nothing
-- Writes: commerce_staging_shipments
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS commerce_staging_shipments (
    row_no        bigint NOT NULL,
    number        text   NOT NULL,
    order_number  text   NOT NULL,
    carrier       text,
    announced_for timestamptz,
    dispatched_at timestamptz,
    delivered_at  timestamptz
)
