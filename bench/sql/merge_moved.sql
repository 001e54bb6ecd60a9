-- How many rows were moved or set aside.
-- Reads:  customers_moved
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT coalesce(sum(jsonb_array_length(keys) + jsonb_array_length(kept)), 0)::bigint AS moved
FROM customers_moved
