-- Let the latest word hold of what two records say of one channel and topic; of a yes and a no of one instant, the no; a yes
-- of which nobody knows since when ranks below every other word.
-- Reads:  customers_merging, customers_consent
-- Writes: customers_consent, customers_noted
-- Safe to repeat: what holds already is not written.
WITH later AS (
    SELECT pair.merge_id, stays.id, stays.state, stays.since, stays.dated,
        gone.state AS new_state, gone.since AS new_since, gone.dated AS new_dated
    FROM customers_merging AS pair
    JOIN customers_consent AS stays ON stays.customer_id = pair.to_id
    JOIN customers_consent AS gone
      ON gone.customer_id = pair.from_id AND gone.channel = stays.channel AND gone.topic = stays.topic
    WHERE (gone.dated, gone.since, gone.state) > (stays.dated, stays.since, stays.state)
), held AS (
    UPDATE customers_consent AS consent
    SET state = later.new_state, since = later.new_since, dated = later.new_dated
    FROM later
    WHERE consent.id = later.id
)
INSERT INTO customers_noted (merge_id, relation, key)
SELECT merge_id, 'customers_consent.held', jsonb_build_array(id, state, since, new_state, new_since, dated)
FROM later
