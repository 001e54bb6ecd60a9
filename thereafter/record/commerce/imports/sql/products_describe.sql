-- Store what is told of products: the new ones whole; of known ones what is newer than we know, or was empty. Where cost,
-- category or kind changed, so do the figures of everybody who bought or gave back the product.
-- Reads:  commerce_staging_products, commerce_product, commerce_line, commerce_refundline, commerce_refund
-- Writes: commerce_product, touched_customers
-- Safe to repeat: what is told as we have it is not written.
WITH told AS (
    SELECT DISTINCT ON (sku) *, coalesce(as_of, %(now)s::timestamptz) AS instant
    FROM commerce_staging_products
    ORDER BY sku, coalesce(as_of, %(now)s::timestamptz) DESC, product_no DESC
), compared AS (
    SELECT
        told.product_no,
        told.sku,
        told.instant,
        known.id,
        known.source,
        known.since,
        coalesce(told.instant > known.since, TRUE) AS newer,
        known.title AS old_title, known.category AS old_category, known.kind AS old_kind, known.cost_minor AS old_cost,
        known.currency AS old_currency, known.link AS old_link, known.image AS old_image,
        told.title, told.category, told.kind, told.cost_minor, told.currency, told.link, told.image
    FROM told
    LEFT JOIN commerce_product AS known ON known.store_id = %(store_id)s::bigint AND known.sku = told.sku
), settled AS (
    SELECT
        product_no, sku, id, newer, instant, old_category, old_kind, old_cost, old_currency,
        CASE WHEN newer OR old_title = '' THEN coalesce(title, old_title, '') ELSE old_title END AS title,
        CASE WHEN newer OR old_category = '' THEN coalesce(category, old_category, '') ELSE old_category END AS category,
        CASE WHEN newer THEN coalesce(kind, old_kind, 'product') ELSE old_kind END AS kind,
        CASE WHEN newer OR old_cost IS NULL THEN coalesce(cost_minor, old_cost) ELSE old_cost END AS cost_minor,
        CASE WHEN (newer OR old_cost IS NULL) AND cost_minor IS NOT NULL THEN currency ELSE coalesce(old_currency, '') END
            AS currency,
        CASE WHEN newer OR old_link = '' THEN coalesce(link, old_link, '') ELSE old_link END AS link,
        CASE WHEN newer OR old_image = '' THEN coalesce(image, old_image, '') ELSE old_image END AS image
    FROM compared
), added AS (
    INSERT INTO commerce_product (
        store_id, sku, title, category, kind, cost_minor, currency, link, image, source, since
    )
    SELECT %(store_id)s::bigint, sku, title, category, kind, cost_minor, currency, link, image, %(source)s::text, instant
    FROM settled
    WHERE id IS NULL
    ORDER BY product_no
    ON CONFLICT (store_id, sku) DO NOTHING
    RETURNING id
), changed AS (
    UPDATE commerce_product AS product
    SET title = settled.title, category = settled.category, kind = settled.kind, cost_minor = settled.cost_minor,
        currency = settled.currency, link = settled.link, image = settled.image,
        source = CASE WHEN settled.newer THEN %(source)s::text ELSE product.source END,
        since = greatest(product.since, settled.instant)
    FROM settled
    WHERE product.id = settled.id
      AND (product.title, product.category, product.kind, product.cost_minor, product.currency, product.link, product.image)
          IS DISTINCT FROM
          (settled.title, settled.category, settled.kind, settled.cost_minor, settled.currency, settled.link, settled.image)
    RETURNING product.id
), reckoned_anew AS (
    SELECT changed.id
    FROM changed
    JOIN settled ON settled.id = changed.id
    WHERE (old_category, old_kind, old_cost, old_currency) IS DISTINCT FROM (category, kind, cost_minor, currency)
), touched AS (
    INSERT INTO touched_customers (customer_id)
    SELECT line.customer_id
    FROM reckoned_anew
    JOIN commerce_line AS line ON line.product_id = reckoned_anew.id
    WHERE line.customer_id IS NOT NULL
    UNION
    SELECT refund.customer_id
    FROM reckoned_anew
    JOIN commerce_refundline AS line ON line.product_id = reckoned_anew.id
    JOIN commerce_refund AS refund ON refund.id = line.refund_id
    WHERE refund.customer_id IS NOT NULL
)
SELECT
    (SELECT count(*) FROM added) AS new,
    (SELECT count(*) FROM changed) AS changed,
    (SELECT count(*) FROM commerce_staging_products) AS rows
