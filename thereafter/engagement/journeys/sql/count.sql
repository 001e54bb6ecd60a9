-- Add up who passed which step on which day. In the order of the steps, so that two workers never wait for each other.
-- Reads:  nothing
-- Writes: journeys_traffic
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: no; it runs in the transaction that moved the people, and people are moved once.
INSERT INTO journeys_traffic (step_id, day, passed)
SELECT step_id, day, sum(people)
FROM unnest(%(steps)s::bigint[], %(days)s::date[], %(people)s::bigint[]) AS passed (step_id, day, people)
GROUP BY step_id, day
ORDER BY step_id, day
ON CONFLICT (step_id, day) DO UPDATE SET passed = journeys_traffic.passed + excluded.passed
