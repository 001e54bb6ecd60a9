-- Whoever may be contacted for more than service is exposed to the control groups of the purpose and of the whole shop.
-- Reads:  messaging_facts
-- Writes: experiments_candidate
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: an arm once given stays, whoever is proposed again.
INSERT INTO experiments_candidate (customer_id, experiment_id, at)
SELECT DISTINCT customer_id, proposed.experiment_id, at
FROM messaging_facts
CROSS JOIN LATERAL (VALUES (experiment_id), (%(whole_shop)s::bigint)) AS proposed (experiment_id)
WHERE kind <> 'service' AND reachable AND NOT suppressed AND consented AND proposed.experiment_id IS NOT NULL
