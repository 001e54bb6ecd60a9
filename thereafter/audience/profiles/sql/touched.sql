-- The customers whose features are to be computed again; whoever changed their facts fills it, doubles do no harm.
-- Reads:  nothing
-- Writes: profiles_touched
-- Safe to repeat: it is made once per session and empty at the end of every transaction.
CREATE TEMP TABLE IF NOT EXISTS profiles_touched (
    customer_id bigint NOT NULL
) ON COMMIT DELETE ROWS
