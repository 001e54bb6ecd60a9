-- What movers moved and set aside, row by row: `key` names a row that moved, `kept` is one that could not.
-- Reads:  nothing
-- Writes: customers_noted
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_noted (
    merge_id bigint NOT NULL,
    relation text   NOT NULL,
    key      jsonb,
    kept     jsonb
)
