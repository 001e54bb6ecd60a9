-- Which last changes of lists she was part of.
-- Reads:  segments_changed, segments_change, segments_segment
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT changed.customer_id AS customer, segment.name AS list, change.verb, change.at, change.by
FROM segments_changed AS changed
JOIN segments_change AS change ON change.id = changed.change_id
JOIN segments_segment AS segment ON segment.id = change.segment_id
WHERE changed.customer_id = ANY(%(customers)s::bigint[])
ORDER BY changed.customer_id, change.at
