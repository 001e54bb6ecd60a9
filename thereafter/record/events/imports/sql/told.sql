-- Hand over the events of an import. One without a message id is known by who, what, when and its properties.
-- Reads:  events_staging, customers_identified
-- Writes: events_incoming
-- Safe to repeat: a message id is appended once.
INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, source, message_id, properties)
SELECT
    identified.customer_id,
    staged.name,
    staged.occurred_at,
    %(now)s::timestamptz,
    %(source)s::text,
    'file:' || %(scope)s::text || ':' || coalesce(
        staged.message_id,
        concat_ws(chr(31), identified.customer_id, staged.name, extract(epoch FROM staged.occurred_at), staged.properties)
    ),
    coalesce(staged.properties, '{}'::jsonb)
FROM events_staging AS staged
JOIN customers_identified AS identified USING (row_no)
