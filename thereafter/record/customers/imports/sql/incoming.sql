-- The shape in which rooms above hand over what rows say about people.
-- Reads:  nothing
-- Writes: customers_incoming
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_incoming (
    row_no     bigint NOT NULL,
    scope      text   NOT NULL DEFAULT '',
    number     text,
    email      text,
    first_name text,
    last_name  text,
    country    text,
    language   text,
    time_zone  text,
    as_of      timestamptz,  -- what the row says of her was so then; empty: it is so now
    happened_at timestamptz  -- what the row tells of happened then; empty: it speaks of now
)
