-- The messages named, in the order in which they were named.
-- Reads:  messaging_message, messaging_purpose
-- Writes: nothing
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: it only reads.
SELECT named.number::int AS number, message.kind, message.order_id, purpose.template_id
FROM unnest(
    %(customers)s::bigint[], %(purposes)s::bigint[], %(triggers)s::bigint[], %(visits)s::smallint[]
) WITH ORDINALITY AS named (customer_id, purpose_id, trigger_key, visit, number)
JOIN messaging_message AS message USING (customer_id, purpose_id, trigger_key, visit)
JOIN messaging_purpose AS purpose ON purpose.id = message.purpose_id
ORDER BY named.number
