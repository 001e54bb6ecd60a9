-- How many people have at least 2 orders, bought in category 1 within a year, have not clicked for 60 days, and last
-- ordered 30 to 90 days ago.
-- Reads:  profiles_profile, commerce_line, commerce_product, commerce_order, events_event
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT count(*) AS people
FROM profiles_profile AS profile
WHERE profile.orders >= 2
  AND profile.last_order_at BETWEEN %(now)s::timestamptz - interval '90 days' AND %(now)s::timestamptz - interval '30 days'
  AND EXISTS (
      SELECT FROM commerce_line AS line
      JOIN commerce_product AS product ON product.id = line.product_id
      WHERE line.customer_id = profile.customer_id AND product.category = 'Category 1' AND line.excluded = ''
        AND line.placed_at BETWEEN %(now)s::timestamptz - interval '1 year' AND %(now)s::timestamptz
        AND line.known_at <= %(now)s::timestamptz
        AND NOT EXISTS (SELECT FROM commerce_order WHERE id = line.order_id AND status = 'cancelled')
  )
  AND NOT EXISTS (
      SELECT FROM events_event AS event
      WHERE event.customer_id = profile.customer_id AND event.name = 'message.clicked'
        AND event.occurred_at BETWEEN %(now)s::timestamptz - interval '60 days' AND %(now)s::timestamptz
        AND event.known_at <= %(now)s::timestamptz
  )
