-- A long log of what members did.
-- Reads:  nothing
-- Writes: staff_deed
-- Safe to repeat: no; it adds as many again.
INSERT INTO staff_deed (at, actor, what, about, details, words)
SELECT %(now)s::timestamptz - interval '300 days' * number / %(many)s::int, 'console:' || (ARRAY['ruth', 'ada', 'grace'])[1 + number %% 3],
       (ARRAY['task-done', 'note-add', 'trouble-open', 'consent-record'])[1 + number / 3 %% 4], '{}', '{}', ''
FROM generate_series(1, %(many)s::int) AS number
