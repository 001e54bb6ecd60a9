-- Define, as text, the custom fields that this import brought along.
-- Reads:  customers_incoming_custom
-- Writes: customers_fielddefinition
-- Safe to repeat: a field is defined once.
INSERT INTO customers_fielddefinition (key, label, type, since)
SELECT DISTINCT key, key, 'text', %(now)s::timestamptz
FROM customers_incoming_custom
ON CONFLICT (key) DO NOTHING
