-- Addresses of hers that test letters go to.
-- Reads:  customers_contactpoint, shop_setting
-- Writes: nothing
-- Safe to repeat: it only looks.
SELECT DISTINCT point.customer_id AS customer, point.address_key AS address
FROM customers_contactpoint AS point
JOIN shop_setting AS setting ON setting.key = 'test_addresses' AND setting.value ? point.address_key
WHERE point.customer_id = ANY(%(customers)s::bigint[])
ORDER BY customer, address
