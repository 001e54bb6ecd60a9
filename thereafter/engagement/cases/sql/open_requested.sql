-- Open a task for every request whose origin has none yet, open or done.
-- Reads:  cases_request, cases_task
-- Writes: cases_task
-- Safe to repeat: an origin has one task, ever.
INSERT INTO cases_task (
    customer_id, order_id, origin, title, reason, role, state, opened_at, due_at, done_by, outcome
)
SELECT customer_id, order_id, origin, left(title, 200), left(reason, 500), role, 'open', %(now)s::timestamptz, due_at, '', ''
FROM cases_request
ORDER BY due_at
ON CONFLICT (origin) DO NOTHING
