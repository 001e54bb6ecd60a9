-- Hold what waits for the transport, and leave out the pairs of which a message is being handed over: what becomes of
-- it will be stored under the customer that the worker knows.
-- Reads:  messaging_message
-- Writes: customers_merging
-- Safe to repeat: who was left out is not looked at again.
WITH waiting AS MATERIALIZED (
    SELECT message.customer_id, message.state
    FROM messaging_message AS message
    WHERE message.customer_id IN (SELECT from_id FROM customers_merging UNION SELECT to_id FROM customers_merging)
      AND message.state IN ('ready', 'attempting')
    ORDER BY message.customer_id
    FOR UPDATE
), handing_over AS (
    SELECT DISTINCT customer_id FROM waiting WHERE state = 'attempting'
)
DELETE FROM customers_merging
WHERE from_id IN (SELECT customer_id FROM handing_over) OR to_id IN (SELECT customer_id FROM handing_over)
