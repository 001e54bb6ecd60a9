-- Give every candidate without an arm the one that her hash says. `arms.py` is the pure twin.
-- Reads:  experiments_candidate, experiments_experiment, experiments_assignment
-- Writes: experiments_assignment
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: who has an arm keeps it. Whoever decides upon a customer holds her bucket, so nobody else gives her one
-- meanwhile; `ON CONFLICT` would look every row up once more and cost a third.
WITH exposed AS (
    SELECT customer_id, experiment_id, min(at) AS exposed_at
    FROM experiments_candidate
    GROUP BY customer_id, experiment_id
    ORDER BY customer_id, experiment_id  -- as the key is ordered, which spares the index
), hashed AS (
    SELECT exposed.*, experiment.control_share,
           ('x' || left(encode(sha256(convert_to(experiment.salt || ':' || customer_id, 'UTF8')), 'hex'), 8))::bit(32)::bigint AS point
    FROM exposed
    JOIN experiments_experiment AS experiment ON experiment.id = exposed.experiment_id
    WHERE experiment.control_share > 0 AND NOT EXISTS (
        SELECT FROM experiments_assignment AS assigned
        WHERE assigned.customer_id = exposed.customer_id AND assigned.experiment_id = exposed.experiment_id
    )
)
INSERT INTO experiments_assignment (customer_id, experiment_id, arm, exposed_at)
SELECT customer_id, experiment_id,
       CASE WHEN point * 10000 < control_share * 4294967296 THEN 'control' ELSE 'treatment' END,
       exposed_at
FROM hashed
