-- Let the newer word hold, field by field, of what two records say; keep what held before. An empty field that nobody
-- ever spoke of says nothing. `fields.py` says the same of two.
-- Reads:  customers_merging, customers_customer, customers_merge
-- Writes: customers_customer, customers_merge
-- Safe to repeat: of two words of one instant, hers who stays holds, and it holds already.
WITH pair AS (
    SELECT merging.merge_id, stays.id, stays.known_at AS stays_known_at, gone.known_at AS gone_known_at
    FROM customers_merging AS merging
    JOIN customers_customer AS stays ON stays.id = merging.to_id
    JOIN customers_customer AS gone ON gone.id = merging.from_id
), valued AS (
    SELECT
        merging.merge_id,
        told.field,
        told.stays_value,
        told.gone_value,
        stays.provenance -> told.field AS stays_said,
        gone.provenance -> told.field AS gone_said,
        stays.known_at AS stays_known_at,
        gone.known_at AS gone_known_at
    FROM customers_merging AS merging
    JOIN customers_customer AS stays ON stays.id = merging.to_id
    JOIN customers_customer AS gone ON gone.id = merging.from_id
    CROSS JOIN LATERAL (
        VALUES ('first_name', to_jsonb(stays.first_name), to_jsonb(gone.first_name)),
               ('last_name', to_jsonb(stays.last_name), to_jsonb(gone.last_name)),
               ('country', to_jsonb(stays.country), to_jsonb(gone.country)),
               ('language', to_jsonb(stays.language), to_jsonb(gone.language)),
               ('time_zone', to_jsonb(stays.time_zone), to_jsonb(gone.time_zone))
        UNION ALL
        SELECT 'custom.' || key, stays.custom -> key, gone.custom -> key
        FROM (
            SELECT jsonb_object_keys(gone.custom) AS key
            UNION
            SELECT substr(field, 8) FROM jsonb_object_keys(gone.provenance) AS field WHERE field LIKE 'custom.%%'
        ) AS named
    ) AS told (field, stays_value, gone_value)
), taken AS (
    SELECT
        merge_id,
        field,
        jsonb_build_array(stays_value, stays_said, stays_value IS NOT NULL) AS before,
        jsonb_build_array(gone_value, coalesce(gone_said, jsonb_build_array('', gone_known_at))) AS after
    FROM valued
    WHERE (coalesce(gone_value, '""') NOT IN ('""', 'null') OR gone_said IS NOT NULL)
      AND (
          coalesce(stays_value, '""') IN ('""', 'null') AND stays_said IS NULL
          OR coalesce(nullif(gone_said ->> 1, '')::timestamptz, gone_known_at)
             > coalesce(nullif(stays_said ->> 1, '')::timestamptz, stays_known_at)
      )
), gathered AS (
    SELECT
        merge_id,
        jsonb_object_agg(field, jsonb_build_object('before', before, 'after', after)) AS changed,
        jsonb_object_agg(field, after -> 0) AS facts,
        coalesce(jsonb_object_agg(substr(field, 8), after -> 0) FILTER (WHERE field LIKE 'custom.%%'), '{}') AS custom,
        jsonb_object_agg(field, after -> 1) AS provenance
    FROM taken
    GROUP BY merge_id
), joined AS (
    SELECT
        pair.*,
        coalesce(facts, '{}') AS facts,
        coalesce(custom, '{}') AS custom,
        coalesce(provenance, '{}') AS provenance,
        coalesce(changed, '{}') || CASE
            WHEN gone_known_at < stays_known_at THEN jsonb_build_object('known_at', jsonb_build_object(
                'before', jsonb_build_array(stays_known_at, NULL, TRUE),
                'after', jsonb_build_array(gone_known_at, NULL)
            ))
            ELSE '{}'
        END AS changed
    FROM pair
    LEFT JOIN gathered USING (merge_id)
), kept AS (
    UPDATE customers_merge AS merge
    SET changed = joined.changed
    FROM joined
    WHERE merge.id = joined.merge_id
)
UPDATE customers_customer AS customer
SET first_name = coalesce(joined.facts ->> 'first_name', customer.first_name),
    last_name  = coalesce(joined.facts ->> 'last_name', customer.last_name),
    country    = coalesce(joined.facts ->> 'country', customer.country),
    language   = coalesce(joined.facts ->> 'language', customer.language),
    time_zone  = coalesce(joined.facts ->> 'time_zone', customer.time_zone),
    custom     = customer.custom || joined.custom,
    provenance = customer.provenance || joined.provenance,
    known_at   = least(joined.stays_known_at, joined.gone_known_at)
FROM joined
WHERE customer.id = joined.id AND joined.changed <> '{}'
