-- Two thousand products with names that people search for, in twenty categories, the first ones larger.
-- Reads:  nothing
-- Writes: commerce_store, commerce_product
-- Safe to repeat: no; it fills an empty database once.
WITH shop AS (
    INSERT INTO commerce_store (key, name, kind, since)
    VALUES ('large', 'Large', 'file', %(now)s::timestamptz - interval '3 years')
    RETURNING id
)
INSERT INTO commerce_product (id, store_id, sku, title, category, kind, cost_minor, currency, link, image, source, since)
SELECT number, shop.id, 'SKU-' || number,
       (ARRAY['Red', 'Blue', 'Green', 'White', 'Oak', 'Linen', 'Woollen', 'Small', 'Large', 'Folding'])[1 + number %% 10] || ' '
       || (ARRAY['teapot', 'lantern', 'basket', 'blanket', 'mug', 'apron', 'candle', 'chair', 'vase', 'clock', 'tray',
                 'kettle', 'bowl', 'lamp', 'mirror', 'rug', 'jug', 'bench', 'shelf', 'pillow'])[1 + number / 10 %% 20]
       || ' ' || number,
       'Category ' || 1 + floor(20 * power((number * 7919 %% 2000) / 2000.0, 1.5))::int,
       'product', 400, 'EUR', '', '', 'bench', %(now)s::timestamptz - interval '3 years'
FROM shop, generate_series(1, 2000) AS number
