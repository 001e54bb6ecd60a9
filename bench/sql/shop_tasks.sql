-- A task for every five-hundredth customer, one in five of them open, some of those overdue.
-- Reads:  nothing
-- Writes: cases_task
-- Safe to repeat: no; it fills an empty database once.
INSERT INTO cases_task (
    customer_id, origin, title, reason, role, state, opened_at, due_at, done_at, done_by, outcome
)
SELECT number * 500, 'bench ' || number, 'Call her', 'She bought for more than 95 of 100 customers.',
       (ARRAY['account_manager', 'agent', 'marketer', 'owner'])[1 + number %% 4],
       CASE WHEN number %% 5 = 0 THEN 'open' ELSE 'done' END,
       %(now)s::timestamptz - interval '300 days' * random(), %(now)s::timestamptz + interval '4 days' * (random() - 0.3),
       CASE WHEN number %% 5 <> 0 THEN %(now)s::timestamptz - interval '1 day' END,
       CASE WHEN number %% 5 <> 0 THEN 'ruth' ELSE '' END, CASE WHEN number %% 5 <> 0 THEN 'Reached her' ELSE '' END
FROM generate_series(1, %(size)s::int / 500) AS number
