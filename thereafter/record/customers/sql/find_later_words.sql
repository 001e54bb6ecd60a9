-- Whom words may mean that begin a later part of a name: Berg in van der Berg, Hall in Noether-Hall.
-- Reads:  customers_customer
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT id AS customer_id
FROM customers_customer
WHERE customers_name_words(first_name, last_name) @@ to_tsquery('simple', customers_folded(%(words)s::text))
  AND (first_name ~ '[ -]' OR last_name ~ '[ -]')
LIMIT %(limit)s::int
