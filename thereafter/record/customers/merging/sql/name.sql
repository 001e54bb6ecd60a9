-- Name one pair: who goes, who stays, and why it is she.
-- Reads:  nothing
-- Writes: customers_merging
-- Safe to repeat: who fills the table empties it first.
INSERT INTO customers_merging (merge_id, from_id, to_id, rules, because)
VALUES (
    coalesce(%(merge_id)s::bigint, nextval(pg_get_serial_sequence('customers_merge', 'id'))),
    %(from_id)s::bigint, %(to_id)s::bigint, %(rules)s::varchar[], %(because)s::text
)
RETURNING merge_id
