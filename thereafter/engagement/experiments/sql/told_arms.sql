-- In which control groups she was, and since when.
-- Reads:  experiments_assignment, experiments_experiment
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT assignment.customer_id AS customer, experiment.key AS experiment, assignment.arm, assignment.exposed_at
FROM experiments_assignment AS assignment
JOIN experiments_experiment AS experiment ON experiment.id = assignment.experiment_id
WHERE assignment.customer_id = ANY(%(customers)s::bigint[])
ORDER BY assignment.customer_id, assignment.exposed_at
