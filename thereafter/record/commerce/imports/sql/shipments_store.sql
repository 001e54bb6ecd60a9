-- Store what is told of parcels: new ones, and what is new about known ones, each with the instant we learned it.
-- A parcel of an order whose customer was erased is left out: its number leads to her door.
-- Within one set the last row that says something of a parcel is right; silence takes nothing back. A parcel that by all
-- that is known would have come a day or more before it left stays as it is: a day without an hour begins at midnight.
-- Reads:  commerce_staging_shipments, commerce_order, commerce_shipment
-- Writes: commerce_shipment, commerce_import_conflicts
-- Safe to repeat: what is told as we have it is not written.
WITH told AS (
    SELECT
        staged.row_no,
        staged.number,
        staged.order_number,
        ordered.id AS order_id,
        parcel.id,
        ordered.id IS NULL OR parcel.order_id <> ordered.id AS stranger,
        coalesce(ordered.disowned, FALSE) AS disowned,
        staged.carrier, staged.announced_for, staged.dispatched_at, staged.delivered_at
    FROM commerce_staging_shipments AS staged
    LEFT JOIN commerce_order AS ordered
           ON ordered.store_id = %(store_id)s::bigint AND ordered.number = staged.order_number
    LEFT JOIN commerce_shipment AS parcel
           ON parcel.store_id = %(store_id)s::bigint AND parcel.number = staged.number
), strangers AS (
    INSERT INTO commerce_import_conflicts (row_no, words)
    SELECT row_no, CASE
        WHEN order_id IS NULL THEN format('order %%s is not known; import it first', order_number)
        ELSE format('parcel %%s is known with another order; it stays there', number)
    END
    FROM told WHERE coalesce(stranger, FALSE)
), parcels AS (
    SELECT
        number,
        min(row_no) AS row_no,
        min(order_id) AS order_id,
        min(id) AS id,
        (array_agg(carrier ORDER BY row_no DESC) FILTER (WHERE carrier IS NOT NULL))[1] AS carrier,
        (array_agg(announced_for ORDER BY row_no DESC) FILTER (WHERE announced_for IS NOT NULL))[1] AS announced_for,
        (array_agg(dispatched_at ORDER BY row_no DESC) FILTER (WHERE dispatched_at IS NOT NULL))[1] AS dispatched_at,
        (array_agg(delivered_at ORDER BY row_no DESC) FILTER (WHERE delivered_at IS NOT NULL))[1] AS delivered_at
    FROM told
    WHERE NOT coalesce(stranger, FALSE) AND NOT disowned
    GROUP BY number
), early AS (
    SELECT said.number, said.row_no
    FROM parcels AS said
    LEFT JOIN commerce_shipment AS kept ON kept.id = said.id
    WHERE coalesce(said.delivered_at, kept.delivered_at) + interval '1 day'
          <= coalesce(said.dispatched_at, kept.dispatched_at)
), contradicted AS (
    INSERT INTO commerce_import_conflicts (row_no, words)
    SELECT row_no, format('parcel %%s would have come before it left; it is left as it is', number) FROM early
), added AS (
    INSERT INTO commerce_shipment (
        store_id, number, order_id, carrier, announced_for, announced_known_at, dispatched_at, dispatched_known_at,
        delivered_at, delivered_known_at, source
    )
    SELECT
        %(store_id)s::bigint, number, order_id, coalesce(carrier, ''),
        announced_for, CASE WHEN announced_for IS NOT NULL THEN %(now)s::timestamptz END,
        dispatched_at, CASE WHEN dispatched_at IS NOT NULL THEN %(now)s::timestamptz END,
        delivered_at, CASE WHEN delivered_at IS NOT NULL THEN %(now)s::timestamptz END,
        %(source)s::text
    FROM parcels
    WHERE id IS NULL AND number NOT IN (SELECT number FROM early)
    ORDER BY row_no
    ON CONFLICT (store_id, number) DO NOTHING
    RETURNING id
), changed AS (
    UPDATE commerce_shipment AS parcel
    SET carrier = coalesce(told.carrier, parcel.carrier),
        announced_for = coalesce(told.announced_for, parcel.announced_for),
        announced_known_at = CASE WHEN told.announced_for IS DISTINCT FROM parcel.announced_for
            AND told.announced_for IS NOT NULL THEN %(now)s::timestamptz ELSE parcel.announced_known_at END,
        dispatched_at = coalesce(told.dispatched_at, parcel.dispatched_at),
        dispatched_known_at = CASE WHEN told.dispatched_at IS DISTINCT FROM parcel.dispatched_at
            AND told.dispatched_at IS NOT NULL THEN %(now)s::timestamptz ELSE parcel.dispatched_known_at END,
        delivered_at = coalesce(told.delivered_at, parcel.delivered_at),
        delivered_known_at = CASE WHEN told.delivered_at IS DISTINCT FROM parcel.delivered_at
            AND told.delivered_at IS NOT NULL THEN %(now)s::timestamptz ELSE parcel.delivered_known_at END,
        source = %(source)s::text
    FROM parcels AS told
    WHERE parcel.id = told.id AND told.number NOT IN (SELECT number FROM early)
      AND (
          coalesce(told.carrier <> parcel.carrier, FALSE)
          OR (told.announced_for IS NOT NULL AND told.announced_for IS DISTINCT FROM parcel.announced_for)
          OR (told.dispatched_at IS NOT NULL AND told.dispatched_at IS DISTINCT FROM parcel.dispatched_at)
          OR (told.delivered_at IS NOT NULL AND told.delivered_at IS DISTINCT FROM parcel.delivered_at)
      )
    RETURNING parcel.id
)
SELECT
    (SELECT count(*) FROM added) AS new,
    (SELECT count(*) FROM changed) AS changed,
    (SELECT count(*) FROM told WHERE coalesce(stranger, FALSE)) + (SELECT count(*) FROM early) AS refused,
    (SELECT count(*) FROM told WHERE disowned) AS disowned,
    (SELECT count(*) FROM told) AS rows
