-- Keep the journeys that are on from being switched off until the transaction ends: who enters one is then seen by
-- whoever switches it off.
-- Reads:  journeys_journey
-- Writes: nothing
-- Safe to repeat: a transaction may take a lock it has once more. Always before any bucket, so nobody waits in a ring.
SELECT id FROM journeys_journey WHERE state = 'on' ORDER BY id FOR SHARE
