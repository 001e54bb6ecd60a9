-- Decide the stages of the touched and tell of every one that changed. On a new day, when everybody is touched, they are
-- scored too, by the boundaries of the shop; between days they keep their scores.
-- Scores count the quintile boundaries that a value lies above, so that equals score alike. The stage is `stages.decide`
-- in Python. A first stage is written in silence: nobody saw her move. It stays a first one until a day confirmed it,
-- so that history which comes in pieces is silent to its last piece.
-- Reads:  profiles_profile, profiles_touched
-- Writes: profiles_profile, events_incoming
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: rows whose scores and stage stay the same are neither written nor told of.
WITH rhythm AS (
    SELECT *,
           extract(epoch FROM %(now)s::timestamptz - last_order_at)::float8 / 86400 AS silence,
           extract(epoch FROM last_order_at - previous_order_at)::float8 / 86400 AS silence_before,
           least(180, greatest(14, coalesce(median_gap_days, %(gap_days)s::float8))) AS gap,
           least(180, greatest(14, coalesce(earlier_gap_days, %(gap_days)s::float8))) AS gap_before
    FROM profiles_profile
    CROSS JOIN (SELECT %(recency)s::timestamptz[] AS recency, %(frequency)s::bigint[] AS frequency, %(monetary)s::bigint[] AS monetary) AS shop
    WHERE customer_id IN (SELECT customer_id FROM profiles_touched)
),
judged AS (
    SELECT customer_id, stage AS stage_before, stage_since AS since_before,
           CASE WHEN NOT %(is_day)s::boolean THEN recency_score
                WHEN orders > 0 THEN 1 + (last_order_at > recency[1])::int + (last_order_at > recency[2])::int
               + (last_order_at > recency[3])::int + (last_order_at > recency[4])::int END AS recency_score,
           CASE WHEN NOT %(is_day)s::boolean THEN frequency_score
                WHEN orders > 0 THEN 1 + (orders > frequency[1])::int + (orders > frequency[2])::int
               + (orders > frequency[3])::int + (orders > frequency[4])::int END AS frequency_score,
           CASE WHEN NOT %(is_day)s::boolean THEN monetary_score
                WHEN orders > 0 THEN 1 + (revenue_minor > monetary[1])::int + (revenue_minor > monetary[2])::int
               + (revenue_minor > monetary[3])::int + (revenue_minor > monetary[4])::int END AS monetary_score,
           CASE WHEN orders = 0 THEN 'prospect'
                WHEN silence_before > 3 * gap_before AND silence <= 90 THEN 'won_back'
                WHEN silence <= 1.5 * gap AND orders = 1 THEN 'new'
                WHEN silence <= 1.5 * gap AND orders >= 5 THEN 'loyal'
                WHEN silence <= 1.5 * gap THEN 'active'
                WHEN silence <= 3 * gap THEN 'slipping'
                ELSE 'lapsed' END AS stage
    FROM rhythm
),
written AS (
    UPDATE profiles_profile AS profile
    SET recency_score = judged.recency_score, frequency_score = judged.frequency_score,
        monetary_score = judged.monetary_score, stage = judged.stage,
        stage_since = CASE WHEN judged.since_before IS NULL AND NOT %(is_day)s::boolean THEN NULL
                           WHEN judged.stage = judged.stage_before AND judged.since_before IS NOT NULL
                           THEN judged.since_before ELSE %(now)s::timestamptz END
    FROM judged
    WHERE profile.customer_id = judged.customer_id
      AND (judged.since_before IS NULL AND %(is_day)s::boolean
           OR (profile.recency_score, profile.frequency_score, profile.monetary_score, profile.stage)
               IS DISTINCT FROM
              (judged.recency_score, judged.frequency_score, judged.monetary_score, judged.stage))
    RETURNING judged.customer_id, judged.stage_before, judged.since_before, judged.stage
),
told AS (
    INSERT INTO events_incoming (customer_id, name, occurred_at, known_at, source, message_id, properties)
    SELECT customer_id, 'stage.changed', %(now)s::timestamptz, %(now)s::timestamptz, 'system',
           'stage:' || customer_id || ':' || stage || ':'
               || to_char(%(now)s::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           jsonb_build_object('from', stage_before, 'to', stage)
    FROM written
    WHERE since_before IS NOT NULL AND stage_before <> stage
    RETURNING customer_id
)
SELECT (SELECT count(*) FROM written) AS written, (SELECT count(*) FROM told) AS moved
