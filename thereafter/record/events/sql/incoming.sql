-- The shape in which rooms above hand over events; `message_id` names the fact and is unique for ever.
-- Reads:  nothing
-- Writes: events_incoming
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS events_incoming (
    customer_id bigint,
    name        varchar(120) NOT NULL,
    occurred_at timestamptz  NOT NULL,
    known_at    timestamptz  NOT NULL,
    object_id   bigint,
    source      varchar(60)  NOT NULL,
    message_id  text         NOT NULL,
    properties  jsonb        NOT NULL DEFAULT '{}'
)
