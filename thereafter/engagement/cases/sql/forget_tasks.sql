-- Delete the tasks about these people, with all that was said and done about each.
-- Reads:  cases_task, cases_entry
-- Writes: cases_task, cases_entry
-- Safe to repeat: what is gone is not found again.
WITH told AS (
    DELETE FROM cases_entry AS entry
    USING cases_task AS task
    WHERE task.id = entry.task_id AND task.customer_id = ANY(%(customers)s::bigint[])
)
DELETE FROM cases_task WHERE customer_id = ANY(%(customers)s::bigint[])
