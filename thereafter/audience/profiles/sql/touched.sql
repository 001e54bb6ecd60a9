-- The customers whose features are to be computed again; whoever changed their facts fills it, doubles do no harm.
-- Reads:  nothing
-- Writes: profiles_touched
-- Safe to repeat: it is made once per session; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS profiles_touched (
    customer_id bigint NOT NULL
)
