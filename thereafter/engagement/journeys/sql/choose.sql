-- Send everybody who stands at a branch along the first rule that holds for her, or along its else.
-- Reads:  journeys_due, journeys_step, journeys_holding
-- Writes: journeys_due
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: who was sent on belongs to the next walk.
WITH first_rule AS (
    SELECT DISTINCT ON (branch_id, customer_id) branch_id, customer_id, step_id
    FROM journeys_holding
    ORDER BY branch_id, customer_id, place
), chosen AS (
    SELECT due.customer_id, due.journey_id, due.trigger_key, branch.id AS branch_id, start.passes,
           coalesce(first_rule.step_id, branch.next_id) AS step_id
    FROM journeys_due AS due
    JOIN journeys_step AS start ON start.id = due.arrives_id
    JOIN journeys_step AS branch ON branch.id = start.rests_id AND branch.kind = 'branch'
    LEFT JOIN first_rule ON first_rule.branch_id = branch.id AND first_rule.customer_id = due.customer_id
    WHERE due.walk = %(walk)s::smallint
)
UPDATE journeys_due AS due
SET left_id = chosen.branch_id, arrives_id = chosen.step_id, walk = due.walk + 1,
    trail = due.trail || chosen.passes || chosen.branch_id
FROM chosen
WHERE due.customer_id = chosen.customer_id AND due.journey_id = chosen.journey_id AND due.trigger_key = chosen.trigger_key
