-- One row per event that an import tells of.
-- Reads:  nothing
-- Writes: events_staging
-- Safe to repeat: made once per connection, emptied before it is filled.
CREATE TEMP TABLE IF NOT EXISTS events_staging (
    row_no      bigint      NOT NULL,
    name        text        NOT NULL,
    occurred_at timestamptz NOT NULL,
    message_id  text,
    properties  jsonb
)
