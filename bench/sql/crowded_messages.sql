-- Five thousand messages to one person.
-- Reads:  messaging_purpose
-- Writes: messaging_message
-- Safe to repeat: yes; a message is there once.
INSERT INTO messaging_message (
    customer_id, purpose_id, trigger_key, visit, kind, state, reason, failed_rules, arm, considered_at, decided_at,
    attempts, attempted_at, sent_at, message_id, error, told
)
SELECT %(customer)s::bigint, purpose.id, 1000000 + number, 1, purpose.kind, 'sent', '', 0, 'treatment', at, at,
       1, at, at, '<crowd.' || number || '@shop.example>', '', true
FROM (
    SELECT number, %(now)s::timestamptz - interval '5 hours' * number AS at FROM generate_series(1, 5000) AS number
) AS numbered, (SELECT id, kind FROM messaging_purpose WHERE journey_key <> '' ORDER BY id LIMIT 1) AS purpose
ON CONFLICT DO NOTHING
