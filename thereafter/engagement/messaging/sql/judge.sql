-- Decide upon every request by the policy, store the messages, and keep each decision that another one replaces.
-- `policy.py` is the pure twin: the bits are its `BITS`.
-- Reads:  messaging_facts, messaging_message, experiments_assignment
-- Writes: messaging_message, messaging_decision
-- Nobody else touches these messages meanwhile: their customers' buckets are locked. So nothing here asks for
-- state = 'held', which would lure the planner to the partial index and its misleading statistics.
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: facts exist only for messages that are new or held until now, and no decision leaves one held until now.
WITH night AS (
    SELECT * FROM unnest(%(zones)s::text[], %(begins)s::timestamptz[], %(ends)s::timestamptz[])
        AS night (time_zone, begins_at, ends_at)
), known AS (
    SELECT facts.*, night.ends_at AS night_ends_at,
           CASE
               WHEN facts.kind = 'service' THEN ''
               WHEN 'control' IN (own.arm, whole.arm) THEN 'control'
               ELSE coalesce(own.arm, whole.arm, '')
           END AS arm
    FROM messaging_facts AS facts
    LEFT JOIN night
        ON night.time_zone = facts.time_zone AND night.begins_at <= facts.at AND facts.at < night.ends_at
    LEFT JOIN experiments_assignment AS own
        ON own.customer_id = facts.customer_id AND own.experiment_id = facts.experiment_id
    LEFT JOIN experiments_assignment AS whole
        ON whole.customer_id = facts.customer_id AND whole.experiment_id = %(whole_shop)s::bigint
), examined AS (
    SELECT known.*,
           (NOT reachable)::int * 1
           + suppressed::int * 2
           + exited::int * 16
           + (at >= stale_at)::int * 64
           + CASE WHEN kind = 'service' THEN 0 ELSE
                 (NOT consented)::int * 4
                 + (arm = 'control')::int * 8
                 + (night_ends_at IS NOT NULL)::int * 128
                 + (heard_day >= %(daily_cap)s::int)::int * 512
                 + (heard_week >= %(weekly_cap)s::int)::int * 1024
             END
           + CASE WHEN kind <> 'ask' THEN 0 ELSE
                 troubled::int * 32
                 + (asks_heard >= %(asks_per_value)s::float8 * (values_heard + 1))::int * 256
             END AS failed
    FROM known
), ranked AS (
    SELECT examined.*,
           row_number() OVER (
               PARTITION BY customer_id, kind <> 'service' AND failed = 0
               ORDER BY priority DESC, kind DESC, purpose_id, trigger_key, visit
           ) AS place
    FROM examined
), failing AS (
    SELECT ranked.*,
           failed + CASE WHEN failed = 0 AND kind <> 'service' AND place > 1 THEN 2048 ELSE 0 END AS failed_rules
    FROM ranked
    OFFSET 0  -- a fence, here and below, or every rule would be worked out again for each use of its answer
), reasoned AS (
    SELECT failing.*,
           CASE
               WHEN failed_rules = 0 THEN ''
               WHEN failed_rules & 1 > 0 THEN 'unreachable'
               WHEN failed_rules & 2 > 0 THEN 'suppressed'
               WHEN failed_rules & 4 > 0 THEN 'no_consent'
               WHEN failed_rules & 8 > 0 THEN 'control'
               WHEN failed_rules & 16 > 0 THEN 'exited'
               WHEN failed_rules & 32 > 0 THEN 'trouble'
               WHEN failed_rules & 64 > 0 THEN 'stale'
               WHEN failed_rules & 128 > 0 THEN 'quiet_hours'
               WHEN failed_rules & 256 > 0 THEN 'ratio'
               WHEN failed_rules & 512 > 0 THEN 'daily_cap'
               WHEN failed_rules & 1024 > 0 THEN 'weekly_cap'
               ELSE 'priority'
           END AS reason
    FROM failing
    OFFSET 0
), decided AS MATERIALIZED (
    SELECT customer_id, purpose_id, trigger_key, visit, order_id, kind, at, considered_at, stale_at, held,
           reason, failed_rules, arm,
           CASE
               WHEN reason = '' AND sends THEN 'ready'
               WHEN reason = '' THEN 'rehearsed'
               WHEN failed_rules & %(skips)s::int > 0 THEN 'skipped'
               ELSE 'held'
           END AS state,
           CASE
               WHEN reason = '' THEN at
               WHEN failed_rules & %(skips)s::int > 0 THEN NULL
               WHEN reason = 'quiet_hours' THEN least(night_ends_at, stale_at)
               WHEN reason = 'daily_cap' THEN least(coalesce(day_began_at, at) + interval '24 hours', stale_at)
               WHEN reason = 'weekly_cap' THEN least(coalesce(week_began_at, at) + interval '168 hours', stale_at)
               WHEN reason IN ('trouble', 'ratio', 'priority') THEN least(at + interval '24 hours', stale_at)
           END AS not_before
    FROM reasoned
), judged_first AS (
    INSERT INTO messaging_message (
        customer_id, purpose_id, trigger_key, visit, order_id, kind, state, reason, failed_rules, arm,
        considered_at, decided_at, not_before, stale_at, attempts, message_id, error, told
    )
    SELECT customer_id, purpose_id, trigger_key, visit, order_id, kind, state, reason, failed_rules, arm,
           considered_at, at, not_before, stale_at, 0, '', '', false
    FROM decided
    WHERE NOT held
    RETURNING purpose_id, state, reason
), again AS MATERIALIZED (
    SELECT * FROM decided WHERE held
), replaced AS (
    INSERT INTO messaging_decision (
        customer_id, purpose_id, trigger_key, visit, decided_at, state, reason, failed_rules, not_before
    )
    SELECT message.customer_id, message.purpose_id, message.trigger_key, message.visit, message.decided_at,
           message.state, message.reason, message.failed_rules, message.not_before
    FROM again
    JOIN messaging_message AS message
        ON message.customer_id = again.customer_id AND message.purpose_id = again.purpose_id
        AND message.trigger_key = again.trigger_key AND message.visit = again.visit
    WHERE message.reason <> again.reason OR message.state <> again.state
), judged_again AS (
    UPDATE messaging_message AS message
    SET state = again.state,
        reason = again.reason,
        failed_rules = again.failed_rules,
        arm = again.arm,
        not_before = again.not_before,
        decided_at = CASE WHEN message.reason = again.reason AND message.state = again.state THEN message.decided_at ELSE again.at END
    FROM again
    WHERE message.customer_id = again.customer_id AND message.purpose_id = again.purpose_id
        AND message.trigger_key = again.trigger_key AND message.visit = again.visit
    RETURNING message.purpose_id, message.state, message.reason
)
SELECT purpose_id, state, reason, count(*) AS messages
FROM (SELECT * FROM judged_first UNION ALL SELECT * FROM judged_again) AS judged
GROUP BY purpose_id, state, reason
