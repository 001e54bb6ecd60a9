-- Suppress the addresses that are not; one that a person lifted after the instant of the row stays lifted.
-- Reads:  customers_incoming_suppressions, customers_suppression
-- Writes: customers_suppression
-- Safe to repeat: an address is suppressed once at a time.
WITH told AS (
    SELECT DISTINCT ON (address_key) *
    FROM (
        SELECT row_no, lower(btrim(email)) AS address_key, reason, since
        FROM customers_incoming_suppressions
    ) AS addressed
    ORDER BY address_key, since NULLS LAST, row_no
), written AS (
    INSERT INTO customers_suppression (channel, address_key, reason, source, since, known_at, lifted_by)
    SELECT
        'email', address_key, coalesce(reason, 'imported'), %(source)s::text, coalesce(since, %(now)s::timestamptz),
        %(now)s::timestamptz, ''
    FROM told
    WHERE NOT EXISTS (
        SELECT FROM customers_suppression AS known
        WHERE known.channel = 'email' AND known.address_key = told.address_key
          AND (known.lifted_at IS NULL OR known.lifted_at >= told.since)
    )
    ORDER BY row_no
    ON CONFLICT (channel, address_key) WHERE lifted_at IS NULL DO NOTHING
    RETURNING id
)
SELECT (SELECT count(*) FROM written) AS new, (SELECT count(*) FROM customers_incoming_suppressions) AS rows
