-- In which segments she is.
-- Reads:  segments_membership, segments_segment
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT membership.customer_id AS customer, segment.name AS segment, membership.entered_at
FROM segments_membership AS membership
JOIN segments_segment AS segment ON segment.id = membership.segment_id
WHERE membership.customer_id = ANY(%(customers)s::bigint[])
ORDER BY membership.customer_id, segment.name
