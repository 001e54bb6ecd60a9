-- Forget who moved in the changes of a list, but one: only the last can be undone.
-- Reads:  segments_change
-- Writes: segments_changed
-- Safe to repeat: what is gone is gone.
DELETE FROM segments_changed
WHERE change_id IN (
    SELECT id FROM segments_change WHERE segment_id = %(segment)s::bigint AND id <> %(keep)s::bigint
)
