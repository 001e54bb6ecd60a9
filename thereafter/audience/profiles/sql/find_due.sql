-- Touch whom a new day must look at: customers without a profile, and those who visited, clicked or replied since.
-- Reads:  customers_customer, profiles_profile, events_event
-- Writes: profiles_touched
-- Safe to repeat: doubles among the touched do no harm.
INSERT INTO profiles_touched (customer_id)
SELECT customer.id
FROM customers_customer AS customer
LEFT JOIN profiles_profile AS profile ON profile.customer_id = customer.id
WHERE profile.customer_id IS NULL AND customer.known_at <= %(now)s::timestamptz
UNION
SELECT event.customer_id
FROM events_event AS event
WHERE event.name IN ('Product Viewed', 'Cart Viewed', 'page', 'message.clicked', 'message.replied')
  AND event.known_at > %(since)s::timestamptz AND event.known_at <= %(now)s::timestamptz
  AND event.customer_id IS NOT NULL
