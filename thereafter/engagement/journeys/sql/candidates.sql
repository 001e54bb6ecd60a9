-- Before work is handed over to people: whoever is about to be decided upon needs her arm.
-- Reads:  journeys_due, journeys_journey, journeys_step, experiments_experiment
-- Writes: experiments_candidate
-- Safe to repeat: an arm is given once.
INSERT INTO experiments_candidate (customer_id, experiment_id, at)
SELECT due.customer_id, experiment.id, due.at
FROM journeys_due AS due
JOIN journeys_journey AS journey ON journey.id = due.journey_id
JOIN experiments_experiment AS experiment ON experiment.id IN (journey.experiment_id, %(whole_shop)s::bigint)
WHERE due.walk = %(walk)s::smallint AND due.arrives_id = ANY(%(arrivals)s::bigint[])
