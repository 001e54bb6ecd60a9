-- Delete the tasks about these people.
-- Reads:  cases_task
-- Writes: cases_task
-- Safe to repeat: what is gone is not found again.
DELETE FROM cases_task WHERE customer_id = ANY(%(customers)s::bigint[])
