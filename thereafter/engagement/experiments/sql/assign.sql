-- Give every candidate without an arm the one that her hash says. `arms.py` is the pure twin.
-- Reads:  experiments_candidate, experiments_experiment, experiments_assignment
-- Writes: experiments_assignment
-- Safe to repeat: who has an arm keeps it.
WITH unassigned AS (
    SELECT customer_id, experiment_id, min(candidate.at) AS exposed_at
    FROM experiments_candidate AS candidate
    WHERE NOT EXISTS (
        SELECT FROM experiments_assignment AS assigned
        WHERE assigned.customer_id = candidate.customer_id AND assigned.experiment_id = candidate.experiment_id
    )
    GROUP BY customer_id, experiment_id
), hashed AS (
    SELECT unassigned.*, experiment.control_share,
           ('x' || left(encode(sha256(convert_to(experiment.salt || ':' || customer_id, 'UTF8')), 'hex'), 8))::bit(32)::bigint AS point
    FROM unassigned
    JOIN experiments_experiment AS experiment ON experiment.id = unassigned.experiment_id
    WHERE experiment.control_share > 0
)
INSERT INTO experiments_assignment (customer_id, experiment_id, arm, exposed_at)
SELECT customer_id, experiment_id,
       CASE WHEN point * 10000 < control_share * 4294967296 THEN 'control' ELSE 'treatment' END,
       exposed_at
FROM hashed
ON CONFLICT DO NOTHING
