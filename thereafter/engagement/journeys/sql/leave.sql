-- End the passages that were found, those that have just begun included, and ask messaging to give up what it still
-- holds for them, also for those that came to their end meanwhile. Only in the buckets that this transaction holds.
-- Reads:  journeys_leaving, journeys_enrollment, journeys_due, journeys_step, messaging_message
-- Writes: journeys_enrollment, journeys_due, messaging_request
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: only active passages end, and what ends before its first step is written once.
WITH leaving AS (
    SELECT * FROM journeys_leaving WHERE mod(customer_id, 64) = ANY(%(buckets)s::bigint[])
), gone AS (
    UPDATE journeys_enrollment AS enrollment
    SET state = 'ended', ended_at = %(now)s::timestamptz, ended_because = leaving.because
    FROM leaving
    WHERE enrollment.customer_id = leaving.customer_id AND enrollment.journey_id = leaving.journey_id
        AND enrollment.trigger_key = leaving.trigger_key AND enrollment.state = 'active'
    RETURNING 1
), turned_away AS (
    DELETE FROM journeys_due AS due
    USING leaving
    WHERE due.customer_id = leaving.customer_id AND due.journey_id = leaving.journey_id
        AND due.trigger_key = leaving.trigger_key
    RETURNING due.*, leaving.because
), ended_at_once AS (
    INSERT INTO journeys_enrollment (
        customer_id, journey_id, trigger_key, version_id, step_id, visit, state, order_id,
        triggered_at, entered_at, due_at, trail, trail_at, ended_at, ended_because
    )
    SELECT customer_id, journey_id, trigger_key, enters_id, arrives_id, visit, 'ended', order_id,
           triggered_at, at, at, '{}', '{}', at, because
    FROM turned_away
    RETURNING 1
), withdrawn AS (
    INSERT INTO messaging_request (customer_id, purpose_id, trigger_key, visit, order_id, at, exited)
    SELECT message.customer_id, message.purpose_id, message.trigger_key, message.visit, message.order_id,
           %(now)s::timestamptz, true
    FROM leaving
    JOIN journeys_enrollment AS passage
        ON passage.customer_id = leaving.customer_id AND passage.journey_id = leaving.journey_id
        AND passage.trigger_key = leaving.trigger_key
    JOIN journeys_step AS step ON step.version_id = passage.version_id AND step.purpose_id IS NOT NULL
    JOIN messaging_message AS message
        ON message.customer_id = passage.customer_id AND message.purpose_id = step.purpose_id
        AND message.trigger_key = passage.trigger_key AND message.visit = passage.visit AND message.state = 'held'
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM ended_at_once) AS people,
       (SELECT count(*) FROM withdrawn) AS withdrawn
