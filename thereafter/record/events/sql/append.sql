-- Append the incoming events that are new: a message id counts once, for ever, and of doubles in one set the first to happen stays.
-- What happened to somebody who is not there (she was erased while it was on its way) is not kept.
-- Reads:  events_incoming, customers_customer
-- Writes: events_key, events_event
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: a fact whose key is known is passed over, and key and event are written by this one statement.
WITH said AS (
    SELECT DISTINCT ON (key) *
    FROM (SELECT *, encode(substr(sha256(convert_to(message_id, 'UTF8')), 1, 16), 'hex')::uuid AS key FROM events_incoming) AS named
    ORDER BY key, occurred_at, known_at
), fresh AS (
    INSERT INTO events_key (key)
    SELECT key FROM said
    ON CONFLICT DO NOTHING
    RETURNING key
)
INSERT INTO events_event (customer_id, name, occurred_at, known_at, object_id, source, properties)
SELECT said.customer_id, said.name, said.occurred_at, said.known_at, said.object_id, said.source, said.properties
FROM said
JOIN fresh USING (key)
LEFT JOIN customers_customer AS customer ON customer.id = said.customer_id
WHERE said.customer_id IS NULL OR customer.id IS NOT NULL
ORDER BY said.occurred_at
