-- Every setting that somebody decided, as one object.
-- Reads:  shop_setting
-- Writes: nothing
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: it only reads.
SELECT coalesce(jsonb_object_agg(key, value), '{}')::text AS settings FROM shop_setting
