-- Customers with everything the policy asks about: one in a hundred without an address, eight without consent, two
-- suppressed, four where it is night, forty with an open trouble.
-- Reads:  nothing
-- Writes: customers_customer, customers_contactpoint, customers_consent, customers_suppression, customers_trouble
-- Safe to repeat: no; it fills an empty database once.
WITH people AS (
    INSERT INTO customers_customer (id, first_name, last_name, country, language, time_zone, custom, provenance, known_at)
    SELECT number, 'Customer', number::text, 'GB', 'en',
           CASE WHEN number %% 25 = 7 THEN 'Pacific/Auckland' ELSE 'Europe/London' END, '{}', '{}',
           %(now)s::timestamptz - interval '3 years'
    FROM generate_series(1, %(size)s::int) AS number
    RETURNING id, known_at
), reached AS (
    INSERT INTO customers_contactpoint (customer_id, channel, address, address_key, preferred, source, since)
    SELECT id, 'email', id || '@people.example', id || '@people.example', true, 'bench', known_at
    FROM people
    WHERE id %% 100 <> 1
), agreed AS (
    INSERT INTO customers_consent (customer_id, channel, topic, state, since)
    SELECT id, 'email', 'marketing', 'granted', known_at
    FROM people
    WHERE (id / 7) %% 25 NOT IN (1, 2)
), suppressed AS (
    INSERT INTO customers_suppression (channel, address_key, reason, source, since, known_at, lifted_by)
    SELECT 'email', id || '@people.example', 'complained', 'bench', known_at, known_at, ''
    FROM people
    WHERE (id / 3) %% 50 = 4
)
INSERT INTO customers_trouble (customer_id, kind, key, words, source, opened_at)
SELECT id, 'late_parcel', 'P' || id, 'A parcel is late', 'bench', %(now)s::timestamptz - interval '2 days'
FROM people
WHERE (id / 11) %% 10 < 4
