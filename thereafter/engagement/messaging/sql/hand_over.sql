-- Store what became of some messages, keeping each decision that this replaces, and mark one more as being handed over:
-- in one commit, so that a message costs one, and counted for the limits. Without one more, the key is null. Nothing more is
-- marked from the moment that sending is stopped, the shop's mode changes, or its journey rehearses: what the round was told
-- when it began does not count.
-- Reads:  messaging_message, messaging_purpose, shop_setting
-- Writes: messaging_message, messaging_decision, messaging_handedover
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: a message is only touched in the very attempt that the caller knows of.
WITH outcome AS (
    SELECT *
    FROM unnest(
        %(customer_ids)s::bigint[], %(purpose_ids)s::bigint[], %(trigger_keys)s::bigint[], %(visits)s::smallint[],
        %(known_attempts)s::smallint[], %(attempts)s::smallint[], %(states)s::text[], %(reasons)s::text[],
        %(not_befores)s::timestamptz[], %(ats)s::timestamptz[], %(errors)s::text[]
    ) AS outcome (
        customer_id, purpose_id, trigger_key, visit, known_attempts, attempts, state, reason, not_before, at, error
    )
), replaced AS (
    INSERT INTO messaging_decision (
        customer_id, purpose_id, trigger_key, visit, decided_at, state, reason, failed_rules, not_before
    )
    SELECT message.customer_id, message.purpose_id, message.trigger_key, message.visit, message.decided_at,
           'ready', message.reason, message.failed_rules, NULL
    FROM outcome
    JOIN messaging_message AS message
        ON message.customer_id = outcome.customer_id AND message.purpose_id = outcome.purpose_id
        AND message.trigger_key = outcome.trigger_key AND message.visit = outcome.visit
        AND message.attempts = outcome.known_attempts
    WHERE outcome.reason <> '' AND message.state IN ('ready', 'attempting', 'unknown')
), settled AS (
    UPDATE messaging_message AS message
    SET state = outcome.state,
        reason = outcome.reason,
        not_before = outcome.not_before,
        attempts = outcome.attempts,
        error = coalesce(nullif(outcome.error, ''), message.error),
        sent_at = CASE WHEN outcome.state = 'sent' THEN outcome.at END,
        decided_at = CASE WHEN outcome.reason <> '' THEN outcome.at ELSE message.decided_at END
    FROM outcome
    WHERE message.customer_id = outcome.customer_id AND message.purpose_id = outcome.purpose_id
        AND message.trigger_key = outcome.trigger_key AND message.visit = outcome.visit
        AND message.attempts = outcome.known_attempts AND message.state IN ('ready', 'attempting', 'unknown')
), marked AS (
    UPDATE messaging_message
    SET state = 'attempting', attempts = attempts + 1, attempted_at = %(now)s::timestamptz, message_id = %(message_id)s::text
    WHERE customer_id = %(customer_id)s::bigint AND purpose_id = %(purpose_id)s::bigint
        AND trigger_key = %(trigger_key)s::bigint AND visit = %(visit)s::smallint
        AND state = 'ready' AND attempts = %(attempt)s::smallint
        AND (NOT %(limited)s::boolean OR not_before > %(now)s::timestamptz)  -- under a limit only what is leased is counted
        AND EXISTS (SELECT FROM messaging_purpose WHERE id = %(purpose_id)s::bigint AND sends)
        AND EXISTS (SELECT FROM shop_setting WHERE key = 'mode' AND value = to_jsonb(%(mode)s::text))
        AND NOT EXISTS (SELECT FROM shop_setting WHERE key = 'sending_stopped' AND value <> 'null')
    RETURNING customer_id
), counted AS (
    INSERT INTO messaging_handedover AS handed (hour, domain, worker, messages)
    SELECT %(hour)s::timestamptz, %(domain)s::text, pg_backend_pid(), 1 FROM marked
    ON CONFLICT (hour, domain, worker) DO UPDATE SET messages = handed.messages + 1
)
SELECT count(*) AS marked FROM marked
