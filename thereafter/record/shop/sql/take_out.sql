-- Take words out of a setting that is a list of them.
-- Reads:  nothing
-- Writes: shop_setting
-- Safe to repeat: what is gone is not found again.
UPDATE shop_setting
SET value = value - %(words)s::text[]
WHERE key = %(key)s::text AND value ?| %(words)s::text[]
