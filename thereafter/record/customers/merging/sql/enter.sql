-- Write down each merge as it begins: who stays and why, and the row of her who goes.
-- Reads:  customers_merging, customers_customer
-- Writes: customers_merge
-- Safe to repeat: somebody goes once.
INSERT INTO customers_merge (id, stays_id, gone_id, rules, because, joined_at, joined_by, gone, changed, undone_by)
SELECT
    pair.merge_id, pair.to_id, pair.from_id, pair.rules, pair.because, %(now)s::timestamptz, %(by)s::text,
    to_jsonb(gone), '{}'::jsonb, ''
FROM customers_merging AS pair
JOIN customers_customer AS gone ON gone.id = pair.from_id
