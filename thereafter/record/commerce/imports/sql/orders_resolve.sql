-- Say which order or refund of ours each staged one is, and whose; draw ids for the new ones; list what contradicts us.
-- A known order stays with its customer, one whose customer was erased with nobody. It is blocked where it is told in another currency, or as another
-- known customer's, or as somebody's whom we do not know and of another moment: that is another order of the same number, not this one told anew.
-- Orders are probed one by one: the planner takes those of a store that is new for one or two.
-- Reads:  commerce_staging_orders, customers_identified, commerce_order, commerce_refund
-- Writes: commerce_import_orders, commerce_import_conflicts
-- Safe to repeat: it reads what is; ids drawn and not used are lost, no more.
WITH found AS (
    SELECT
        staged.order_no, staged.row_no, staged.number, staged.refund, staged.placed_at, staged.currency,
        identified.customer_id AS said_id,
        staged.customer IS NOT NULL OR staged.email IS NOT NULL AS names_somebody,
        coalesce(identified.disputed, FALSE) AS disputed,
        coalesce(placed.id, refund.id) AS known_id,
        coalesce(placed.customer_id, refund.customer_id) AS kept_id,
        coalesce(placed.currency, refund.currency) AS known_currency,
        coalesce(placed.placed_at, refund.refunded_at) AS known_at,
        coalesce(placed.disowned, refunded.disowned, FALSE) AS disowned
    FROM commerce_staging_orders AS staged
    LEFT JOIN customers_identified AS identified USING (row_no)
    LEFT JOIN LATERAL (
        SELECT id, customer_id, currency, placed_at, disowned FROM commerce_order
        WHERE store_id = %(store_id)s::bigint AND number = staged.number AND NOT staged.refund LIMIT 1
    ) AS placed ON TRUE
    LEFT JOIN LATERAL (
        SELECT id, customer_id, currency, refunded_at FROM commerce_refund
        WHERE store_id = %(store_id)s::bigint AND number = staged.number AND staged.refund LIMIT 1
    ) AS refund ON TRUE
    LEFT JOIN LATERAL (
        SELECT disowned FROM commerce_order
        WHERE store_id = %(store_id)s::bigint AND number = staged.refund_of AND staged.refund LIMIT 1
    ) AS refunded ON TRUE
), judged AS (
    SELECT *, of_another AND (said_id IS NOT NULL OR known_at <> placed_at) AS another
    FROM found
    CROSS JOIN LATERAL (
        SELECT kept_id IS NOT NULL AND names_somebody AND kept_id IS DISTINCT FROM said_id AS of_another
    ) AS whose
), resolved AS (
    INSERT INTO commerce_import_orders (order_no, refund, target_id, customer_id, placed_at, is_new, blocked, disowned)
    SELECT
        order_no,
        refund,
        coalesce(known_id, nextval(CASE
            WHEN refund THEN pg_get_serial_sequence('commerce_refund', 'id')
            ELSE pg_get_serial_sequence('commerce_order', 'id')
        END)),
        CASE WHEN disowned THEN NULL ELSE coalesce(kept_id, said_id) END,
        placed_at,
        known_id IS NULL,
        coalesce(known_currency <> currency, FALSE) OR another,
        disowned
    FROM judged
    RETURNING is_new, refund, disowned
), contradicted AS (
    INSERT INTO commerce_import_conflicts (row_no, words)
    SELECT row_no, format('order %%s is known as another customer''s; it stays hers, and nobody was made a customer by this line', number)
    FROM judged WHERE of_another AND NOT another
    UNION ALL
    SELECT row_no, format('order %%s is known as another customer''s; it is left as it is, and nobody was made a customer by this line', number)
    FROM judged WHERE another
    UNION ALL
    SELECT row_no, format('order %%s is known in %%s and is %%s here; it is left as it is', number, known_currency, currency)
    FROM found WHERE known_currency <> currency
    UNION ALL
    SELECT row_no, format('order %%s gives the number of one customer and the address of another; it goes by the number', number)
    FROM found WHERE disputed
)
SELECT count(*) FILTER (WHERE NOT is_new) AS known, count(*) FILTER (WHERE refund) AS refunds,
       count(*) FILTER (WHERE disowned AND NOT refund) AS disowned
FROM resolved
