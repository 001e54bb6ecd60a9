-- Many tasks that are open, for every role that has some, a part of them late and a part put off.
-- Reads:  nothing
-- Writes: cases_task
-- Safe to repeat: yes; each has its own origin.
INSERT INTO cases_task (
    customer_id, origin, title, reason, role, state, opened_at, due_at, snoozed_until, done_by, outcome
)
SELECT 1 + number %% %(size)s::int, 'crowd ' || number, 'Call her', 'She wrote twice.',
       (ARRAY['account_manager', 'agent', 'marketer', 'owner'])[1 + number %% 4], 'open',
       %(now)s::timestamptz - interval '10 days' * random(), %(now)s::timestamptz + interval '4 days' * (random() - 0.3),
       CASE WHEN number %% 10 = 0 THEN %(now)s::timestamptz + interval '1 day' END, '', ''
FROM generate_series(1, %(many)s::int) AS number
ON CONFLICT DO NOTHING
