-- Rows that contradict others or what we know, each with a sentence.
-- Reads:  nothing
-- Writes: commerce_import_conflicts
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS commerce_import_conflicts (
    row_no bigint NOT NULL,
    words  text   NOT NULL
)
