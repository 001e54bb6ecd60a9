-- What the whole shop is like: its gap between two orders in days, and the values that part its buyers into fifths.
-- Reads:  profiles_profile
-- Writes: nothing
-- Safe to repeat: it only reads.
SELECT least(180, greatest(14, coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY median_gap_days), 60))) AS gap_days,
       percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY last_order_at) AS recency,
       percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY orders) AS frequency,
       percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY revenue_minor) AS monetary
FROM profiles_profile
WHERE orders > 0
