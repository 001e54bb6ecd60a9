-- How many tasks there are of each view of the inbox, each counted as far as its pages lead and no further.
-- Reads:  cases_task
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT (SELECT count(*) FROM (
            SELECT FROM cases_task
            WHERE state = 'open' AND assignee_id = %(member)s::bigint
                AND (snoozed_until IS NULL OR snoozed_until <= %(now)s::timestamptz)
            LIMIT %(most)s::int
        ) AS counted) AS mine,
       (SELECT count(*) FROM (
            SELECT FROM cases_task
            WHERE state = 'open' AND assignee_id IS NULL AND role = %(role)s::text
                AND (snoozed_until IS NULL OR snoozed_until <= %(now)s::timestamptz)
            LIMIT %(most)s::int
        ) AS counted) AS role,
       (SELECT count(*) FROM (
            SELECT FROM cases_task
            WHERE state = 'open' AND (snoozed_until IS NULL OR snoozed_until <= %(now)s::timestamptz)
            LIMIT %(most)s::int
        ) AS counted) AS everybody,
       (SELECT count(*) FROM (
            SELECT FROM cases_task
            WHERE state = 'open' AND due_at < %(now)s::timestamptz
                AND (snoozed_until IS NULL OR snoozed_until <= %(now)s::timestamptz)
            LIMIT %(most)s::int
        ) AS counted) AS overdue,
       (SELECT count(*) FROM (
            SELECT FROM cases_task
            WHERE state = 'open' AND snoozed_until > %(now)s::timestamptz
            LIMIT %(most)s::int
        ) AS counted) AS snoozed
