-- Take over what rows say about people where it is newer than what we know, and remember who said so and as of when.
-- What a person corrected by hand gives way only to a row that says since when it is otherwise.
-- Reads:  customers_incoming, customers_incoming_custom, customers_identified, customers_customer
-- Writes: customers_customer, touched_customers
-- Safe to repeat: the same fact of the same instant is not newer.
WITH facts AS (
    SELECT incoming.row_no, fact.field, to_jsonb(fact.value) AS value
    FROM customers_incoming AS incoming
    CROSS JOIN LATERAL (
        VALUES ('first_name', incoming.first_name), ('last_name', incoming.last_name), ('country', incoming.country),
               ('language', incoming.language), ('time_zone', incoming.time_zone)
    ) AS fact (field, value)
    WHERE fact.value IS NOT NULL
    UNION ALL
    SELECT row_no, 'custom.' || key, value FROM customers_incoming_custom
), said AS (
    SELECT DISTINCT ON (identified.customer_id, facts.field)
        identified.customer_id,
        identified.is_new,
        facts.field,
        facts.value,
        coalesce(incoming.as_of, %(now)s::timestamptz) AS as_of,
        incoming.as_of IS NOT NULL AS dated
    FROM facts
    JOIN customers_incoming AS incoming USING (row_no)
    JOIN customers_identified AS identified USING (row_no)
    ORDER BY identified.customer_id, facts.field, as_of DESC, facts.row_no DESC
), compared AS (
    SELECT
        said.*,
        said.field LIKE 'custom.%%' AS is_custom,
        said.value IS DISTINCT FROM CASE
            WHEN said.field LIKE 'custom.%%' THEN customer.custom -> substr(said.field, 8)
            ELSE to_jsonb(customer) -> said.field
        END AS differs
    FROM said
    JOIN customers_customer AS customer ON customer.id = said.customer_id
    WHERE coalesce((customer.provenance -> said.field ->> 1)::timestamptz < said.as_of, TRUE)
        AND (said.dated OR coalesce(customer.provenance -> said.field ->> 0 NOT LIKE 'console:%%', TRUE))
), gathered AS (
    SELECT
        customer_id,
        bool_or(differs) AND NOT bool_or(is_new) AS changed,
        jsonb_object_agg(field, value) AS facts,
        coalesce(jsonb_object_agg(substr(field, 8), value) FILTER (WHERE is_custom), '{}'::jsonb) AS custom,
        jsonb_object_agg(field, jsonb_build_array(%(source)s::text, as_of)) AS provenance
    FROM compared
    WHERE differs OR dated
    GROUP BY customer_id
), written AS (
    UPDATE customers_customer AS customer
    SET first_name = coalesce(gathered.facts ->> 'first_name', customer.first_name),
        last_name  = coalesce(gathered.facts ->> 'last_name', customer.last_name),
        country    = coalesce(gathered.facts ->> 'country', customer.country),
        language   = coalesce(gathered.facts ->> 'language', customer.language),
        time_zone  = coalesce(gathered.facts ->> 'time_zone', customer.time_zone),
        custom     = customer.custom || gathered.custom,
        provenance = customer.provenance || gathered.provenance
    FROM gathered
    WHERE customer.id = gathered.customer_id
    RETURNING customer.id, gathered.changed
)
INSERT INTO touched_customers (customer_id)
SELECT id FROM written WHERE changed
