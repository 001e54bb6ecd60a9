-- What rows say about tags: words with commas between them.
-- Reads:  nothing
-- Writes: customers_incoming_tags
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_incoming_tags (
    row_no bigint NOT NULL,
    tags   text   NOT NULL
)
