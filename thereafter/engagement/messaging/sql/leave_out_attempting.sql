-- Hold what waits for the transport, and leave out the pairs of which a message is being handed over: what becomes of
-- it will be stored under the customer that the worker knows.
-- Reads:  messaging_message
-- Writes: customers_merging
-- Safe to repeat: who was left out is not looked at again.
WITH customer AS (
    SELECT from_id AS id FROM customers_merging UNION SELECT to_id FROM customers_merging
), seen AS (  -- apart, so that of many customers the small indexes of what waits are asked, and of a few hers
    SELECT customer_id, purpose_id, trigger_key, visit FROM messaging_message WHERE state = 'ready'
    UNION ALL
    SELECT customer_id, purpose_id, trigger_key, visit FROM messaging_message WHERE state = 'attempting'
), waiting AS MATERIALIZED (  -- asked again once it is held: what was ready may be on its way by then
    SELECT message.customer_id, message.state
    FROM seen
    JOIN customer ON customer.id = seen.customer_id
    JOIN messaging_message AS message USING (customer_id, purpose_id, trigger_key, visit)
    WHERE message.state IN ('ready', 'attempting')
    ORDER BY message.customer_id
    FOR UPDATE OF message
), handing_over AS (
    SELECT DISTINCT customer_id FROM waiting WHERE state = 'attempting'
)
DELETE FROM customers_merging
WHERE from_id IN (SELECT customer_id FROM handing_over) OR to_id IN (SELECT customer_id FROM handing_over)
