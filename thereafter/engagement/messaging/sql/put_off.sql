-- Let everything that is due wait for the next hour or day, because as much as may leave has left: it says so.
-- Reads:  messaging_message, messaging_purpose, customers_contactpoint
-- Writes: messaging_message
-- Plan:   kept; every value is a key or an instant.
-- Safe to repeat: what waits is not due.
UPDATE messaging_message AS message
SET not_before = least(%(until)s::timestamptz, message.stale_at), reason = %(reason)s::text
FROM messaging_purpose AS purpose
WHERE purpose.id = message.purpose_id AND purpose.sends
    AND message.state = 'ready' AND message.not_before <= %(now)s::timestamptz
    AND message.stale_at > %(now)s::timestamptz  -- what is of no more use needs no place: whoever takes it says so
    AND (%(service)s::boolean OR message.kind <> 'service')
    AND (%(everybody)s::boolean OR EXISTS (
        SELECT FROM customers_contactpoint AS point
        WHERE point.customer_id = message.customer_id AND point.channel = purpose.channel AND point.preferred
            AND point.address_key = ANY (%(test_addresses)s::text[])
    ))
