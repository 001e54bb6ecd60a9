-- Keep every segment as it is until the transaction ends. In one order, so that nobody waits in a ring.
-- Reads:  segments_segment
-- Writes: nothing
-- Safe to repeat: a transaction may take a lock it has once more.
SELECT id FROM segments_segment ORDER BY id FOR UPDATE
