-- What was to be done for her, and what came of it.
-- Reads:  cases_task
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT customer_id AS customer, title, reason, role, state, opened_at, due_at, done_at, done_by, outcome
FROM cases_task
WHERE customer_id = ANY(%(customers)s::bigint[])
ORDER BY customer_id, opened_at
