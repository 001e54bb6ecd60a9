-- Say whom each written word means: whoever has the address, or the number in one of the stores.
-- Reads:  customers_written, customers_identity, customers_contactpoint, customers_suppression
-- Writes: customers_meant
-- Safe to repeat: it only looks; who fills the table empties it first.
WITH asked AS MATERIALIZED (
    SELECT row_number() OVER (ORDER BY line) AS place, line, word, btrim(word) AS number, lower(btrim(word)) AS address
    FROM customers_written
), hit AS (
    SELECT place, identity.customer_id
    FROM asked
    JOIN customers_identity AS identity ON identity.kind = 'email' AND identity.scope = '' AND identity.value = asked.address
    UNION
    SELECT place, point.customer_id
    FROM asked
    JOIN customers_contactpoint AS point ON point.channel = 'email' AND point.address_key = asked.address AND point.removed_at IS NULL
    UNION
    SELECT place, identity.customer_id
    FROM asked
    JOIN customers_identity AS identity
      ON identity.kind = 'number' AND identity.scope = ANY (%(stores)s::text[]) AND identity.value = number
), meaning AS (
    SELECT place, min(customer_id) AS customer_id, count(*) AS people
    FROM hit
    GROUP BY place
), placed AS (
    SELECT asked.place, line, word, people, CASE WHEN people = 1 THEN customer_id END AS customer_id,
           row_number() OVER (PARTITION BY CASE WHEN people = 1 THEN customer_id END ORDER BY asked.place) AS time
    FROM asked
    LEFT JOIN meaning USING (place)
), muted AS (
    SELECT point.customer_id
    FROM customers_suppression AS suppression
    JOIN customers_contactpoint AS point ON point.channel = suppression.channel AND point.address_key = suppression.address_key
    WHERE suppression.lifted_at IS NULL AND point.preferred
    GROUP BY point.customer_id
)
INSERT INTO customers_meant (line, word, customer_id, problem, suppressed)
SELECT line, word,
       CASE WHEN time = 1 THEN placed.customer_id END,
       CASE WHEN people IS NULL THEN 'unknown' WHEN people > 1 THEN 'several' WHEN time > 1 THEN 'again' ELSE '' END,
       muted.customer_id IS NOT NULL
FROM placed
LEFT JOIN muted ON muted.customer_id = placed.customer_id
ORDER BY place
