-- Whom the rows of a file name: by a store's number, by an address, or by both.
-- Reads:  nothing
-- Writes: files_named
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS files_named (
    row_no bigint NOT NULL,
    scope  text   NOT NULL,
    number text,
    email  text
)
