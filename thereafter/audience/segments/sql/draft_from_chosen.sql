-- Keep everybody who was chosen as a draft, one line each.
-- Reads:  customers_chosen, customers_customer, customers_contactpoint, customers_suppression
-- Writes: segments_draftline
-- Safe to repeat: no; a draft is filled once.
INSERT INTO segments_draftline (draft_id, place, line, word, customer_id, problem, suppressed)
SELECT %(draft)s::uuid, row_number() OVER (ORDER BY customer.id), row_number() OVER (ORDER BY customer.id), '', customer.id, '',
       customer.id IN (
           SELECT point.customer_id
           FROM customers_suppression AS suppression
           JOIN customers_contactpoint AS point ON point.channel = suppression.channel AND point.address_key = suppression.address_key
           WHERE suppression.lifted_at IS NULL AND point.preferred
       )
FROM customers_customer AS customer
WHERE customer.id IN (SELECT customer_id FROM customers_chosen)
