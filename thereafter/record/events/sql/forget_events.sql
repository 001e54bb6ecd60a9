-- Delete what happened to these people. The keys of the events stay: hashes by which one told again is passed over.
-- Reads:  events_event
-- Writes: events_event
-- Safe to repeat: what is gone is not found again.
DELETE FROM events_event WHERE customer_id = ANY(%(customers)s::bigint[])
