-- The first few people whom a file names, as they stand.
-- Reads:  files_named, customers_identity, customers_customer, customers_contactpoint, customers_suppression,
--         customers_consent
-- Writes: nothing
-- Safe to repeat: it only looks.
WITH first AS (
    SELECT * FROM files_named ORDER BY row_no LIMIT %(most)s::int
), found AS (
    SELECT first.row_no, coalesce(by_number.customer_id, by_email.customer_id) AS customer_id
    FROM first
    LEFT JOIN customers_identity AS by_number
           ON by_number.kind = 'number' AND by_number.scope = first.scope AND by_number.value = first.number
    LEFT JOIN customers_identity AS by_email
           ON by_email.kind = 'email' AND by_email.scope = '' AND by_email.value = first.email
)
SELECT DISTINCT ON (customer.id)
    customer.id,
    btrim(customer.first_name || ' ' || customer.last_name) AS name,
    coalesce(point.address, '') AS address,
    customer.country,
    customer.language,
    customer.custom,
    coalesce(consent.state, '') AS consent,
    coalesce(suppression.reason, '') AS suppressed
FROM found
JOIN customers_customer AS customer ON customer.id = found.customer_id
LEFT JOIN customers_contactpoint AS point
       ON point.customer_id = customer.id AND point.channel = 'email' AND point.preferred
LEFT JOIN customers_suppression AS suppression
       ON suppression.channel = 'email' AND suppression.address_key = point.address_key AND suppression.lifted_at IS NULL
LEFT JOIN customers_consent AS consent
       ON consent.customer_id = customer.id AND consent.channel = 'email' AND consent.topic = 'marketing'
ORDER BY customer.id
