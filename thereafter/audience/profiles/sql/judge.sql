-- Decide stages and tell of every one that changed: of the whole shop, which is scored too; or, where the shop's gap is
-- given, of the touched alone, who keep their scores.
-- Scores count the quintile boundaries that a value lies above, so that equals score alike. The stage is `stages.decide`
-- in Python. A first stage is written in silence: nobody saw her move. It stays a first one until a day confirmed it,
-- so that history which comes in pieces is silent to its last piece.
-- Reads:  profiles_profile, profiles_touched
-- Writes: profiles_profile, events_incoming
-- Safe to repeat: rows whose scores and stage stay the same are neither written nor told of.
WITH shop AS (
    SELECT coalesce(%(gap_days)s::float8,
                    least(180, greatest(14, coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY median_gap_days), 60)))) AS gap_days,
           percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY last_order_at) AS recency,
           percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY orders) AS frequency,
           percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY revenue_minor) AS monetary
    FROM profiles_profile
    WHERE orders > 0 AND %(gap_days)s::float8 IS NULL
),
person AS (
    SELECT * FROM profiles_profile WHERE %(gap_days)s::float8 IS NULL
    UNION ALL
    SELECT * FROM profiles_profile
    WHERE %(gap_days)s::float8 IS NOT NULL AND customer_id IN (SELECT customer_id FROM profiles_touched)
),
rhythm AS (
    SELECT person.*, shop.recency, shop.frequency, shop.monetary,
           extract(epoch FROM %(now)s::timestamptz - person.last_order_at)::float8 / 86400 AS silence,
           extract(epoch FROM person.last_order_at - person.previous_order_at)::float8 / 86400 AS silence_before,
           least(180, greatest(14, coalesce(person.median_gap_days, shop.gap_days))) AS gap,
           least(180, greatest(14, coalesce(person.earlier_gap_days, shop.gap_days))) AS gap_before
    FROM person
    CROSS JOIN shop
),
judged AS (
    SELECT customer_id, stage AS stage_before, stage_since AS since_before,
           CASE WHEN %(gap_days)s::float8 IS NOT NULL THEN recency_score
                WHEN orders > 0 THEN 1 + (last_order_at > recency[1])::int + (last_order_at > recency[2])::int
               + (last_order_at > recency[3])::int + (last_order_at > recency[4])::int END AS recency_score,
           CASE WHEN %(gap_days)s::float8 IS NOT NULL THEN frequency_score
                WHEN orders > 0 THEN 1 + (orders > frequency[1])::int + (orders > frequency[2])::int
               + (orders > frequency[3])::int + (orders > frequency[4])::int END AS frequency_score,
           CASE WHEN %(gap_days)s::float8 IS NOT NULL THEN monetary_score
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
        stage_since = CASE WHEN judged.since_before IS NULL AND %(gap_days)s::float8 IS NOT NULL THEN NULL
                           WHEN judged.stage = judged.stage_before AND judged.since_before IS NOT NULL
                           THEN judged.since_before ELSE %(now)s::timestamptz END
    FROM judged
    WHERE profile.customer_id = judged.customer_id
      AND (judged.since_before IS NULL AND %(gap_days)s::float8 IS NULL
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
SELECT (SELECT gap_days FROM shop) AS gap_days, (SELECT count(*) FROM written) AS written, (SELECT count(*) FROM told) AS moved
