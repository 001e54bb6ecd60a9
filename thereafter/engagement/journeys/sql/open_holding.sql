-- For whom a rule of a branch holds, among those who stand there.
-- Reads:  nothing
-- Writes: journeys_holding
-- Safe to repeat: it is made only where it is missing; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS journeys_holding (
    branch_id   bigint   NOT NULL,
    place       smallint NOT NULL,  -- of the rule in its branch
    step_id     bigint   NOT NULL,  -- where it leads
    customer_id bigint   NOT NULL
)
