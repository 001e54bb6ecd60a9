-- Those who have the same in custom fields of one sort (of each sort, where there are several), and the same name if asked.
-- Reads:  customers_customer
-- Writes: customers_alike
-- Safe to repeat: who fills the table empties it first.
WITH wanted AS (
    SELECT place, translate(key, '- ', '__') AS key
    FROM jsonb_array_elements(%(keys)s::jsonb) WITH ORDINALITY AS sort (keys, place)
    CROSS JOIN LATERAL jsonb_array_elements_text(sort.keys) AS key
), said AS (
    SELECT DISTINCT ON (customer.id, wanted.place)
        customer.id,
        wanted.place,
        CASE WHEN %(digits)s::boolean THEN ltrim(regexp_replace(field.value, '[^0-9]', '', 'g'), '0')
             ELSE lower(regexp_replace(field.value, '[^[:alnum:]]+', '', 'g'))
        END AS value
    FROM customers_customer AS customer
    CROSS JOIN LATERAL jsonb_each_text(customer.custom) AS field
    JOIN wanted ON wanted.key = translate(lower(field.key), '- ', '__')
    WHERE customer.custom <> '{}' AND field.value <> ''
    ORDER BY customer.id, wanted.place, field.key
), sign AS (
    SELECT id, string_agg(value, ' ' ORDER BY place) AS sign
    FROM said
    WHERE value <> '' AND (NOT %(digits)s::boolean OR length(value) >= 7)
    GROUP BY id
    HAVING count(*) = jsonb_array_length(%(keys)s::jsonb)
), called AS (
    SELECT
        customer.id,
        sign.sign,
        CASE WHEN %(named)s::boolean THEN lower(btrim(customer.first_name)) ELSE '' END AS first_name,
        CASE WHEN %(named)s::boolean THEN lower(btrim(customer.last_name)) ELSE '' END AS last_name
    FROM sign
    JOIN customers_customer AS customer USING (id)
    WHERE NOT %(named)s::boolean OR customer.first_name <> '' AND customer.last_name <> ''
), shared AS (
    SELECT array_agg(DISTINCT id) AS ids
    FROM called
    GROUP BY sign, first_name, last_name
    HAVING min(id) <> max(id)
)
INSERT INTO customers_alike (rule, ids)
SELECT %(rule)s::text, ids
FROM shared
WHERE cardinality(ids) <= %(most)s::int
