-- Customers with names, two identities and an address each. Seven of ten said yes to marketing, one took it back; one in
-- a hundred addresses is suppressed, and one in a hundred people has an open trouble.
-- Reads:  nothing
-- Writes: customers_customer, customers_identity, customers_contactpoint, customers_consent, customers_consentrecord,
--         customers_suppression, customers_trouble
-- Safe to repeat: no; it fills an empty database once.
WITH drawn AS MATERIALIZED (
    SELECT number AS id,
           (ARRAY['Ada', 'Grace', 'Linus', 'Margaret', 'Ruth', 'Edith', 'Otto', 'Ida', 'Karl', 'Mina', 'Paul', 'Vera', 'Hugo', 'Lena',
                  'Emil', 'Rosa', 'Jonas', 'Clara', 'Felix', 'Nora', 'Anton', 'Marie', 'Oskar', 'Greta', 'Max', 'Lucy', 'Tom', 'Jane',
                  'Henry', 'Alice', 'George', 'Zoë', 'Amélie', 'Björn', 'Łucja', 'Søren'])[1 + floor(36 * power(random(), 1.4))::int]
               AS first_name,
           (ARRAY['Byron', 'Murray', 'Hopper', 'Meitner', 'Noether', 'Curie', 'Weber', 'Fischer', 'Wagner', 'Becker', 'Hoffmann',
                  'Schulz', 'Koch', 'Richter', 'Klein', 'Wolf', 'Neumann', 'Smith', 'Jones', 'Taylor', 'Brown', 'Wilson', 'Evans',
                  'Thomas', 'Roberts', 'Walker', 'Wright', 'Hughes', 'Green', 'Lewis'])[1 + floor(30 * power(random(), 1.4))::int]
           || (ARRAY['', '', 'son', '-Hall', 'er', 'mann'])[1 + floor(6 * random())::int] AS last_name,
           %(now)s::timestamptz - interval '1095 days' * (%(size)s::int - number) / %(size)s::int AS since,
           random() AS wish, random() AS luck
    FROM generate_series(1, %(size)s::int) AS number
),
named AS MATERIALIZED (
    SELECT *, lower(replace(first_name || '.' || last_name, ' ', '')) || id || '@people.example' AS address FROM drawn
),
customers AS (
    INSERT INTO customers_customer (id, first_name, last_name, country, language, time_zone, custom, provenance, known_at)
    SELECT id, first_name, last_name, 'GB', 'en', 'Europe/London', '{}',
           jsonb_build_object('first_name', jsonb_build_array('bench', since), 'last_name', jsonb_build_array('bench', since)), since
    FROM named
),
identities AS (
    INSERT INTO customers_identity (customer_id, kind, scope, value, source, known_at)
    SELECT id, kind, scope, value, 'bench', since
    FROM named CROSS JOIN LATERAL (VALUES ('email', '', address), ('number', 'large', 'C-' || id)) AS identity (kind, scope, value)
),
points AS (
    INSERT INTO customers_contactpoint (customer_id, channel, address, address_key, preferred, source, since)
    SELECT id, 'email', address, address, true, 'bench', since FROM named
),
consents AS (
    INSERT INTO customers_consent (customer_id, channel, topic, state, since)
    SELECT id, 'email', 'marketing', CASE WHEN wish < 0.7 THEN 'granted' ELSE 'withdrawn' END, since FROM named WHERE wish < 0.8
),
records AS (
    INSERT INTO customers_consentrecord (customer_id, channel, topic, state, occurred_at, known_at, source, method, proof)
    SELECT id, 'email', 'marketing', CASE WHEN wish < 0.7 THEN 'granted' ELSE 'withdrawn' END, since, since, 'bench',
           'checkout box', '{"wording": "Yes, write to me now and then."}'
    FROM named WHERE wish < 0.8
),
suppressions AS (
    INSERT INTO customers_suppression (channel, address_key, reason, source, since, known_at, lifted_by)
    SELECT 'email', address, 'bounced', 'bench', since, since, '' FROM named WHERE luck < 0.01
)
INSERT INTO customers_trouble (customer_id, kind, key, words, source, opened_at)
SELECT id, 'late_parcel', 'parcel ' || id, 'Her parcel is late', 'bench', %(now)s::timestamptz - interval '2 days'
FROM named WHERE luck > 0.99
