-- Compute the features of every touched customer from orders, refunds and events known by now; keep her stage and scores.
-- Money is the shop's currency: an order in another one counts as an order, with its pieces and its place in her rhythm,
-- and with no amount, for nothing here knows a rate.
-- Reads:  profiles_touched, customers_customer, commerce_order, commerce_line, commerce_product, commerce_refund,
--         commerce_refundline, events_event
-- Writes: profiles_profile
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: features follow from the facts alone, and a row that would stay the same is not written.
WITH person AS MATERIALIZED (
    SELECT DISTINCT touched.customer_id
    FROM profiles_touched AS touched
    JOIN customers_customer AS customer ON customer.id = touched.customer_id
),
counting AS MATERIALIZED (
    SELECT placed.customer_id, placed.id AS order_id, placed.placed_at, placed.currency = %(currency)s::text AS in_money,
           lag(placed.placed_at) OVER by_time AS previous_at,
           lead(placed.placed_at) OVER by_time IS NULL AS is_last
    FROM person
    JOIN commerce_order AS placed ON placed.customer_id = person.customer_id
    WHERE placed.counts
      AND placed.placed_at <= %(now)s::timestamptz AND placed.known_at <= %(now)s::timestamptz
      AND (placed.status <> 'cancelled' OR placed.status_since > %(now)s::timestamptz)
    WINDOW by_time AS (PARTITION BY placed.customer_id ORDER BY placed.placed_at, placed.id)
),
rhythm AS (
    SELECT customer_id, count(*) AS orders, count(*) FILTER (WHERE in_money) AS orders_in_money, min(placed_at) AS first_at, max(placed_at) AS last_at, max(previous_at) AS previous_at,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM placed_at - previous_at)::float8 / 86400) AS gap,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM placed_at - previous_at)::float8 / 86400)
               FILTER (WHERE NOT is_last) AS earlier_gap
    FROM counting
    GROUP BY customer_id
),
bought AS MATERIALIZED (
    SELECT counting.customer_id, line.product_id, sum(line.quantity) AS pieces,
           sum(CASE WHEN in_money THEN line.quantity ELSE 0 END) AS pieces_in_money,
           sum(CASE WHEN in_money THEN line.amount_minor ELSE 0 END)::bigint AS amount
    FROM counting
    JOIN commerce_line AS line ON line.order_id = counting.order_id
    WHERE line.excluded = '' AND line.known_at <= %(now)s::timestamptz
    GROUP BY counting.customer_id, line.product_id
),
costed AS (
    SELECT bought.customer_id, bought.product_id, bought.pieces, bought.amount, product.category,
           product.kind = 'product' AS is_product,
           CASE WHEN product.currency = %(currency)s::text THEN product.cost_minor * bought.pieces_in_money END AS cost
    FROM bought
    JOIN commerce_product AS product ON product.id = bought.product_id
),
money AS (
    SELECT customer_id, sum(pieces) FILTER (WHERE is_product) AS items, sum(amount) AS gross,
           coalesce(sum(amount - cost), 0)
               + coalesce(sum(amount) FILTER (WHERE cost IS NULL), 0) * %(margin_rate)s::numeric AS margin,
           bool_or(cost IS NULL) AS guessed
    FROM costed
    GROUP BY customer_id
),
by_pieces AS (
    SELECT customer_id, (array_agg(product_id ORDER BY pieces DESC, product_id))[1:3] AS products
    FROM costed
    WHERE is_product
    GROUP BY customer_id
),
by_category AS (
    SELECT customer_id, (array_agg(category ORDER BY amount DESC, category))[1:3] AS categories
    FROM (
        SELECT customer_id, category, sum(amount) AS amount
        FROM costed
        WHERE is_product AND category <> ''
        GROUP BY customer_id, category
    ) AS spent
    GROUP BY customer_id
),
-- A refund of an order that was cancelled takes nothing away: the order no longer counts either.
refunded AS MATERIALIZED (
    SELECT refund.customer_id, refund.id AS refund_id, refund.amount_minor
    FROM person
    JOIN commerce_refund AS refund ON refund.customer_id = person.customer_id
    LEFT JOIN commerce_order AS placed ON placed.id = refund.order_id
    WHERE refund.currency = %(currency)s::text
      AND refund.refunded_at <= %(now)s::timestamptz AND refund.known_at <= %(now)s::timestamptz
      AND (placed.id IS NULL
           OR placed.counts AND (placed.status <> 'cancelled' OR placed.status_since > %(now)s::timestamptz))
),
given_back AS (
    SELECT customer_id, sum(amount_minor) AS amount
    FROM refunded
    GROUP BY customer_id
),
came_back AS (
    SELECT refunded.customer_id,
           sum(CASE WHEN product.cost_minor IS NOT NULL AND product.currency = %(currency)s::text
                    THEN (product.cost_minor * line.quantity)::numeric
                    ELSE line.amount_minor * (1 - %(margin_rate)s::numeric) END) AS cost,
           bool_or(product.cost_minor IS NULL OR product.currency <> %(currency)s::text) AS guessed
    FROM refunded
    JOIN commerce_refundline AS line ON line.refund_id = refunded.refund_id
    JOIN commerce_product AS product ON product.id = line.product_id
    GROUP BY refunded.customer_id
),
engaged AS (
    SELECT event.customer_id,
           max(event.occurred_at) FILTER (WHERE event.name IN ('Product Viewed', 'Cart Viewed', 'page')) AS visit_at,
           max(event.occurred_at) FILTER (WHERE event.name = 'message.clicked') AS click_at,
           max(event.occurred_at) FILTER (WHERE event.name = 'message.replied') AS reply_at
    FROM person
    JOIN events_event AS event ON event.customer_id = person.customer_id
    WHERE event.name IN ('Product Viewed', 'Cart Viewed', 'page', 'message.clicked', 'message.replied')
      AND event.occurred_at <= %(now)s::timestamptz AND event.known_at <= %(now)s::timestamptz
    GROUP BY event.customer_id
)
INSERT INTO profiles_profile AS profile (
    customer_id, orders, items, revenue_minor, refunded_minor, margin_minor, margin_estimated, average_order_minor,
    median_gap_days, earlier_gap_days, first_order_at, last_order_at, previous_order_at, top_categories, top_products,
    last_visit_at, last_click_at, last_reply_at, stage, refreshed_at
)
SELECT customer_id, coalesce(rhythm.orders, 0), coalesce(money.items, 0),
       coalesce(money.gross, 0) - coalesce(given_back.amount, 0), coalesce(given_back.amount, 0),
       round(coalesce(money.margin, 0) - coalesce(given_back.amount, 0) + coalesce(came_back.cost, 0)),
       coalesce(money.guessed, false) OR coalesce(came_back.guessed, false),
       round(coalesce(money.gross, 0) / nullif(rhythm.orders_in_money, 0)),
       rhythm.gap, rhythm.earlier_gap, rhythm.first_at, rhythm.last_at, rhythm.previous_at,
       coalesce(by_category.categories, '{}'), coalesce(by_pieces.products, '{}'),
       engaged.visit_at, engaged.click_at, engaged.reply_at, 'prospect', %(now)s::timestamptz
FROM person
LEFT JOIN rhythm USING (customer_id)
LEFT JOIN money USING (customer_id)
LEFT JOIN by_category USING (customer_id)
LEFT JOIN by_pieces USING (customer_id)
LEFT JOIN given_back USING (customer_id)
LEFT JOIN came_back USING (customer_id)
LEFT JOIN engaged USING (customer_id)
ON CONFLICT (customer_id) DO UPDATE SET
    orders = excluded.orders, items = excluded.items, revenue_minor = excluded.revenue_minor,
    refunded_minor = excluded.refunded_minor, margin_minor = excluded.margin_minor,
    margin_estimated = excluded.margin_estimated, average_order_minor = excluded.average_order_minor,
    median_gap_days = excluded.median_gap_days, earlier_gap_days = excluded.earlier_gap_days,
    first_order_at = excluded.first_order_at, last_order_at = excluded.last_order_at,
    previous_order_at = excluded.previous_order_at, top_categories = excluded.top_categories,
    top_products = excluded.top_products, last_visit_at = excluded.last_visit_at,
    last_click_at = excluded.last_click_at, last_reply_at = excluded.last_reply_at, refreshed_at = excluded.refreshed_at
WHERE (profile.orders, profile.items, profile.revenue_minor, profile.refunded_minor, profile.margin_minor,
       profile.margin_estimated, profile.average_order_minor, profile.median_gap_days, profile.earlier_gap_days,
       profile.first_order_at, profile.last_order_at, profile.previous_order_at, profile.top_categories,
       profile.top_products, profile.last_visit_at, profile.last_click_at, profile.last_reply_at)
    IS DISTINCT FROM
      (excluded.orders, excluded.items, excluded.revenue_minor, excluded.refunded_minor, excluded.margin_minor,
       excluded.margin_estimated, excluded.average_order_minor, excluded.median_gap_days, excluded.earlier_gap_days,
       excluded.first_order_at, excluded.last_order_at, excluded.previous_order_at, excluded.top_categories,
       excluded.top_products, excluded.last_visit_at, excluded.last_click_at, excluded.last_reply_at)
