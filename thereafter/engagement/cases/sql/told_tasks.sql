-- What was to be done for her, what was said and done about it, and what came of it.
-- Reads:  cases_task, cases_entry
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT task.customer_id AS customer, task.title, task.reason, task.role, task.state, task.opened_at, task.due_at, task.done_at,
       task.done_by, task.outcome, said.history
FROM cases_task AS task
CROSS JOIN LATERAL (
    SELECT coalesce(string_agg(format('%%s: %%s', entry.by, entry.words), E'\n' ORDER BY entry.at, entry.id), '') AS history
    FROM cases_entry AS entry
    WHERE entry.task_id = task.id AND entry.words <> ''
) AS said
WHERE task.customer_id = ANY(%(customers)s::bigint[])
ORDER BY task.customer_id, task.opened_at
