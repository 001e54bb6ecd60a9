-- Count the people whom a file names by what they may hear. As the policy judges: suppression before consent.
-- Reads:  files_named, customers_identity, customers_contactpoint, customers_suppression, customers_consent
-- Writes: nothing
-- Safe to repeat: it only looks.
WITH found AS (
    SELECT named.email, coalesce(by_number.customer_id, by_email.customer_id) AS customer_id
    FROM files_named AS named
    LEFT JOIN customers_identity AS by_number
           ON by_number.kind = 'number' AND by_number.scope = named.scope AND by_number.value = named.number
    LEFT JOIN customers_identity AS by_email
           ON by_email.kind = 'email' AND by_email.scope = '' AND by_email.value = named.email
), person AS (
    SELECT DISTINCT customer_id FROM found WHERE customer_id IS NOT NULL
), standing AS (
    SELECT
        point.id IS NOT NULL AS reachable,
        suppression.id IS NOT NULL AS suppressed,
        consent.state
    FROM person
    LEFT JOIN customers_contactpoint AS point
           ON point.customer_id = person.customer_id AND point.channel = 'email' AND point.preferred
    LEFT JOIN customers_suppression AS suppression
           ON suppression.channel = 'email' AND suppression.address_key = point.address_key
          AND suppression.lifted_at IS NULL
    LEFT JOIN customers_consent AS consent
           ON consent.customer_id = person.customer_id AND consent.channel = 'email' AND consent.topic = 'marketing'
), strangers AS (
    SELECT count(DISTINCT email) AS strangers FROM found WHERE customer_id IS NULL
)
SELECT
    count(*) AS people,
    count(*) FILTER (WHERE reachable AND NOT suppressed AND state = 'granted') AS asks,
    count(*) FILTER (WHERE reachable AND NOT suppressed AND state = 'withdrawn') AS withdrew,
    count(*) FILTER (WHERE reachable AND NOT suppressed AND state IS NULL) AS never_asked,
    count(*) FILTER (WHERE reachable AND suppressed) AS suppressed,
    count(*) FILTER (WHERE NOT reachable) AS without_address,
    (SELECT strangers FROM strangers) AS strangers
FROM standing
