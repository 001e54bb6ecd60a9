-- Whom each written word means, or why it means nobody.
-- Reads:  nothing
-- Writes: customers_meant
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_meant (
    line        bigint  NOT NULL,
    word        text    NOT NULL,
    customer_id bigint,
    problem     text    NOT NULL,
    suppressed  boolean NOT NULL
)
