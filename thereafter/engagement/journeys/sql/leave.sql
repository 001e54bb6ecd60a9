-- End the passages that were found, and ask messaging to give up what it still holds for them.
-- Reads:  journeys_leaving, journeys_enrollment, journeys_step, messaging_message
-- Writes: journeys_enrollment, messaging_request
-- Safe to repeat: only active passages end.
WITH gone AS (
    UPDATE journeys_enrollment AS enrollment
    SET state = 'ended', ended_at = %(now)s::timestamptz, ended_because = leaving.because
    FROM journeys_leaving AS leaving
    WHERE enrollment.customer_id = leaving.customer_id AND enrollment.journey_id = leaving.journey_id
        AND enrollment.trigger_key = leaving.trigger_key AND enrollment.state = 'active'
    RETURNING enrollment.customer_id, enrollment.trigger_key, enrollment.visit, enrollment.version_id
), withdrawn AS (
    INSERT INTO messaging_request (customer_id, purpose_id, trigger_key, visit, order_id, at, exited)
    SELECT message.customer_id, message.purpose_id, message.trigger_key, message.visit, message.order_id,
           %(now)s::timestamptz, true
    FROM gone
    JOIN journeys_step AS step ON step.version_id = gone.version_id AND step.purpose_id IS NOT NULL
    JOIN messaging_message AS message
        ON message.customer_id = gone.customer_id AND message.purpose_id = step.purpose_id
        AND message.trigger_key = gone.trigger_key AND message.visit = gone.visit AND message.state = 'held'
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) AS people, (SELECT count(*) FROM withdrawn) AS withdrawn
