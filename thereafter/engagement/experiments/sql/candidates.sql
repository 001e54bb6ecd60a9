-- Customers about to be decided upon under an experiment, for `assign` to give each an arm. A row twice does no harm.
-- Reads:  nothing
-- Writes: experiments_candidate
-- Safe to repeat: it is made only where it is missing; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS experiments_candidate (
    customer_id   bigint      NOT NULL,
    experiment_id bigint      NOT NULL,
    at            timestamptz NOT NULL  -- the instant of the decision: her exposure
)
