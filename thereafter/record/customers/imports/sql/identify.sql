-- Say who each incoming row is: by the store's number, else by the address, else whoever shares one of them in this set,
-- else somebody new with an id drawn here. A row whose number and address are two known customers is the number's, disputed.
-- Reads:  customers_incoming, customers_identity
-- Writes: customers_identified
-- Safe to repeat: it reads the present identities; ids drawn and not used are lost, no more.
WITH named AS (
    SELECT
        incoming.row_no,
        coalesce(incoming.scope || chr(31) || incoming.number, chr(30) || incoming.row_no) AS number_key,
        coalesce(lower(btrim(incoming.email)), chr(30) || incoming.row_no) AS email_key,
        by_number.customer_id AS by_number,
        by_email.customer_id AS by_email
    FROM customers_incoming AS incoming
    LEFT JOIN customers_identity AS by_number
           ON by_number.kind = 'number' AND by_number.scope = incoming.scope AND by_number.value = incoming.number
    LEFT JOIN customers_identity AS by_email
           ON by_email.kind = 'email' AND by_email.scope = '' AND by_email.value = lower(btrim(incoming.email))
    WHERE incoming.number IS NOT NULL OR incoming.email IS NOT NULL
), shared_number AS (
    SELECT
        *,
        coalesce(by_number, min(by_email) OVER same_number) AS known,
        min(row_no) OVER same_number AS leader
    FROM named
    WINDOW same_number AS (PARTITION BY number_key)
), shared_email AS (
    SELECT
        row_no, number_key, by_number, by_email,
        coalesce(known, min(known) OVER same_email) AS known,
        min(leader) OVER same_email AS leader
    FROM shared_number
    WINDOW same_email AS (PARTITION BY email_key)
), shared_both AS (
    SELECT
        row_no, by_number, by_email,
        coalesce(known, min(known) OVER same_number) AS known,
        min(leader) OVER same_number AS leader
    FROM shared_email
    WINDOW same_number AS (PARTITION BY number_key)
), leaders AS (
    SELECT leader, nextval(pg_get_serial_sequence('customers_customer', 'id')) AS customer_id
    FROM (SELECT DISTINCT leader FROM shared_both WHERE known IS NULL ORDER BY leader) AS strangers
)
INSERT INTO customers_identified (row_no, customer_id, is_new, disputed)
SELECT
    row_no,
    coalesce(known, leaders.customer_id),
    known IS NULL,
    coalesce(by_number <> by_email, FALSE)
FROM shared_both
LEFT JOIN leaders ON shared_both.known IS NULL AND leaders.leader = shared_both.leader
