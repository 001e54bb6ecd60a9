-- What was held before a dry run, so that it can be told afterwards what became of it. Gone with the transaction.
-- Reads:  nothing
-- Writes: journeys_awaited
-- Safe to repeat: it is made only where it is missing.
CREATE TEMP TABLE IF NOT EXISTS journeys_awaited (
    customer_id bigint   NOT NULL,
    purpose_id  bigint   NOT NULL,
    trigger_key bigint   NOT NULL,
    visit       smallint NOT NULL
) ON COMMIT DROP
