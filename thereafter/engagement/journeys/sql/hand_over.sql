-- Hand the work of every task step over to people, its title and reason filled in. Who is in a control group gets none.
-- Reads:  journeys_due, journeys_step, journeys_version, journeys_journey, experiments_assignment, customers_customer,
--         profiles_profile, commerce_order, commerce_line, commerce_product
-- Writes: cases_request
-- Plan:   kept while little; what is little is found by keys.
-- Safe to repeat: a task is opened once per origin.
WITH handed AS MATERIALIZED (
    SELECT start.id AS arrives_id, journey.experiment_id, step.settings,
           journey.key || '/' || version.number || '/' || step.key AS purpose
    FROM journeys_step AS start
    CROSS JOIN unnest(start.passes) AS passed (id)
    JOIN journeys_step AS step ON step.id = passed.id AND step.kind = 'task'
    JOIN journeys_version AS version ON version.id = step.version_id
    JOIN journeys_journey AS journey ON journey.id = version.journey_id
    WHERE start.id = ANY(%(arrivals)s::bigint[])
), person AS (
    SELECT due.*, handed.settings, handed.purpose,
           coalesce(nullif(customer.first_name, ''), 'this customer') AS first_name,
           coalesce(nullif(trim(customer.first_name || ' ' || customer.last_name), ''), 'customer ' || due.customer_id) AS name,
           coalesce(profile.orders, 0) AS orders,
           replace(%(money_form)s::text, %(money_zero)s::text, to_char(
               coalesce(profile.revenue_minor, 0) / %(minor_units)s::numeric, %(money_digits)s::text)) AS spent,
           coalesce(dearest.title, 'something') AS last_product,
           coalesce(bought.number, '') AS order_number
    FROM journeys_due AS due
    JOIN handed ON handed.arrives_id = due.arrives_id
    JOIN customers_customer AS customer ON customer.id = due.customer_id
    LEFT JOIN profiles_profile AS profile ON profile.customer_id = due.customer_id
    LEFT JOIN commerce_order AS bought ON bought.id = due.order_id
    LEFT JOIN LATERAL (
        SELECT product.title
        FROM commerce_line AS line
        JOIN commerce_product AS product ON product.id = line.product_id
        WHERE line.order_id = due.order_id AND line.excluded = '' AND product.kind = 'product' AND product.title <> ''
        ORDER BY line.amount_minor DESC, line.position
        LIMIT 1
    ) AS dearest ON true
    WHERE due.walk = %(walk)s::smallint AND NOT EXISTS (
        SELECT FROM experiments_assignment AS assigned
        WHERE assigned.customer_id = due.customer_id AND assigned.arm = 'control'
            AND assigned.experiment_id IN (handed.experiment_id, %(whole_shop)s::bigint)
    )
), worded AS (
    SELECT person.*, text.place,
           replace(replace(replace(replace(replace(replace(text.words,
               '{first_name}', first_name), '{name}', name), '{orders}', orders::text), '{spent}', spent),
               '{last_product}', last_product), '{order_number}', order_number) AS words
    FROM person
    CROSS JOIN LATERAL (VALUES ('title', settings ->> 'title'), ('reason', settings ->> 'reason')) AS text (place, words)
)
INSERT INTO cases_request (customer_id, order_id, origin, title, reason, role, due_at)
SELECT customer_id, order_id,
       'journey ' || purpose || ', trigger ' || trigger_key || ', visit ' || visit || ', customer ' || customer_id,
       left(max(words) FILTER (WHERE place = 'title'), 200), left(max(words) FILTER (WHERE place = 'reason'), 500),
       settings ->> 'role', at + make_interval(secs => (settings ->> 'due_seconds')::float8)
FROM worded
GROUP BY customer_id, order_id, purpose, trigger_key, visit, settings, at
