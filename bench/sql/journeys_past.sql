-- What people heard before: two mails each within 90 days, four asks for every fifth, one yesterday evening for every
-- twentieth.
-- Reads:  messaging_purpose
-- Writes: messaging_message
-- Safe to repeat: no; it fills an empty database once.
WITH heard AS (
    SELECT customer_id, 1 AS number, 'value' AS kind, interval '20 days' AS ago FROM generate_series(1, %(size)s::int) AS customer_id
    UNION ALL
    SELECT customer_id, 2, 'ask', interval '40 days' FROM generate_series(1, %(size)s::int) AS customer_id
    UNION ALL
    SELECT customer_id, 2 + number, 'ask', interval '30 days' + number * interval '1 day'
    FROM generate_series(1, %(size)s::int) AS customer_id, generate_series(1, 4) AS number
    WHERE (customer_id / 13) %% 5 = 0
    UNION ALL
    SELECT customer_id, 9, 'value', interval '20 hours' FROM generate_series(1, %(size)s::int) AS customer_id
    WHERE (customer_id / 17) %% 20 = 0
)
INSERT INTO messaging_message (
    customer_id, purpose_id, trigger_key, visit, kind, state, reason, failed_rules, arm, considered_at, decided_at, attempts,
    sent_at, message_id, error
)
SELECT customer_id, purpose.id, number, 1, heard.kind, 'sent', '', 0, '', %(now)s::timestamptz - ago, %(now)s::timestamptz - ago,
       1, %(now)s::timestamptz - ago, '', ''
FROM heard
JOIN messaging_purpose AS purpose ON purpose.key = 'past/1/' || heard.kind
ORDER BY ago DESC, customer_id
