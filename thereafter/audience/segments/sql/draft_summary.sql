-- What a draft comes to.
-- Reads:  segments_draftline, segments_membership
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT count(*) AS lines,
       count(line.customer_id) AS found,
       count(*) FILTER (WHERE problem = 'unknown') AS unknown,
       count(*) FILTER (WHERE problem = 'several') AS several,
       count(*) FILTER (WHERE problem = 'again') AS again,
       count(line.customer_id) FILTER (WHERE inside.customer_id IS NOT NULL) AS inside,
       count(line.customer_id) FILTER (WHERE suppressed) AS suppressed
FROM segments_draftline AS line
LEFT JOIN segments_membership AS inside ON inside.segment_id = %(segment)s::bigint AND inside.customer_id = line.customer_id
WHERE draft_id = %(draft)s::uuid
