-- Set aside the decisions about messages that a merge set aside, before those of hers who goes are the other's.
-- Reads:  customers_noted, messaging_decision
-- Writes: messaging_decision, customers_noted
-- Safe to repeat: what was set aside is not there.
WITH aside AS (
    SELECT merge_id, message.customer_id, message.purpose_id, message.trigger_key, message.visit
    FROM customers_noted
    CROSS JOIN LATERAL jsonb_to_record(kept)
        AS message (customer_id bigint, purpose_id bigint, trigger_key bigint, visit smallint)
    WHERE relation = 'messaging_message' AND kept IS NOT NULL
), lost AS (
    DELETE FROM messaging_decision AS decision
    USING aside
    WHERE decision.customer_id = aside.customer_id AND decision.purpose_id = aside.purpose_id
      AND decision.trigger_key = aside.trigger_key AND decision.visit = aside.visit
    RETURNING aside.merge_id, to_jsonb(decision) AS kept
)
INSERT INTO customers_noted (merge_id, relation, kept)
SELECT merge_id, 'messaging_decision', kept
FROM lost
