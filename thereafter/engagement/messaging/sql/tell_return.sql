-- Hand over the event of one message that came back.
-- Reads:  messaging_purpose
-- Writes: events_incoming
-- Safe to repeat: of one message one thing comes back once; the event's message id names it.
INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, object_id, source, message_id, properties)
SELECT %(customer_id)s::bigint, %(name)s::text, %(now)s::timestamptz, %(now)s::timestamptz, purpose.id, %(source)s::text,
       format('%%s:%%s.%%s.%%s.%%s', %(name)s::text, %(customer_id)s::bigint, purpose.id, %(trigger_key)s::bigint,
              %(visit)s::smallint),
       jsonb_build_object('purpose', purpose.key, 'for_good', %(for_good)s::boolean, 'words', %(words)s::text,
                          'trigger_key', %(trigger_key)s::bigint, 'visit', %(visit)s::smallint)
FROM messaging_purpose AS purpose
WHERE purpose.id = %(purpose_id)s::bigint
