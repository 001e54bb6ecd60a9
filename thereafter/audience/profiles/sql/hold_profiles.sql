-- Wait for everybody who computes profiles, and let nobody else begin until the transaction ends.
-- Reads:  profiles_profile
-- Writes: nothing
-- Safe to repeat: a transaction may take a lock it has once more.
LOCK TABLE profiles_profile IN SHARE ROW EXCLUSIVE MODE
