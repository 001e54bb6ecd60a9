-- The pairs that are being joined, or taken apart: `from_id` goes, `to_id` stays. Nobody stands in it twice.
-- Reads:  nothing
-- Writes: customers_merging
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_merging (
    merge_id bigint    NOT NULL,
    from_id  bigint    NOT NULL,
    to_id    bigint    NOT NULL,
    rules    varchar[] NOT NULL DEFAULT '{}',
    because  text      NOT NULL DEFAULT ''
)
