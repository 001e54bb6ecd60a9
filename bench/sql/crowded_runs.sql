-- Many imports that are done.
-- Reads:  nothing
-- Writes: files_run
-- Safe to repeat: no; it adds as many again.
INSERT INTO files_run (
    key, kind, file_name, file_digest, settings, rows_total, rows_done, report, state, started_at, ended_at, actor, error
)
SELECT gen_random_uuid(), 'orders', 'orders-' || number || '.csv', repeat('0', 64), '{}', 1000, 1000,
       '{"lines": 1000, "new": 1000}', 'done', at, at + interval '1 minute', 'console:ruth', ''
FROM (
    SELECT number, %(now)s::timestamptz - interval '300 days' * number / %(many)s::int AS at
    FROM generate_series(1, %(many)s::int) AS number
) AS numbered
