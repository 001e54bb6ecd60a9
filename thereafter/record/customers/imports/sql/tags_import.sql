-- Put the tags of rows on the customers they speak of. None is taken off, and one that a person took off comes back only
-- by a row that says it is newer than that.
-- Reads:  customers_incoming, customers_incoming_tags, customers_identified, customers_tag
-- Writes: customers_tag, touched_customers
-- Safe to repeat: a customer has a tag once.
WITH said AS (
    SELECT identified.customer_id, identified.is_new, incoming.as_of,
           left(btrim(regexp_replace(word, '\s+', ' ', 'g')), 255) AS written
    FROM customers_incoming_tags AS tagged
    JOIN customers_incoming AS incoming USING (row_no)
    JOIN customers_identified AS identified USING (row_no)
    CROSS JOIN LATERAL unnest(string_to_array(tagged.tags, ',')) AS word
), told AS (
    SELECT customer_id, left(lower(written), 255) AS word, min(written COLLATE "C") AS written,
           bool_or(is_new) AS is_new, max(as_of) AS as_of
    FROM said
    WHERE written <> ''
    GROUP BY customer_id, left(lower(written), 255)
), missing AS (
    SELECT told.*
    FROM told
    LEFT JOIN customers_tag AS known USING (customer_id, word)
    WHERE known.word IS NULL OR known.removed_at < told.as_of
), written AS (
    INSERT INTO customers_tag AS tag (customer_id, word, written, source, since, removed_at, removed_by)
    SELECT customer_id, word, CASE WHEN written = word THEN '' ELSE written END, %(source)s::text, coalesce(as_of, %(now)s::timestamptz), NULL, ''
    FROM missing
    ORDER BY customer_id, word
    ON CONFLICT (customer_id, word) DO UPDATE
    SET written = excluded.written, source = excluded.source, since = excluded.since, removed_at = NULL, removed_by = ''
    WHERE tag.removed_at IS NOT NULL
    RETURNING customer_id
), touched AS (
    INSERT INTO touched_customers (customer_id)
    SELECT DISTINCT customer_id
    FROM written
    WHERE customer_id IN (SELECT customer_id FROM missing WHERE NOT is_new)
)
SELECT count(*) AS tags FROM written
