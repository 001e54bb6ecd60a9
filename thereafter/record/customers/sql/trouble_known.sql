-- The shape in which a room above says which troubles of a kind there are at this moment.
-- Reads:  nothing
-- Writes: customers_trouble_known
-- Safe to repeat: made once per connection; who fills it empties it first.
CREATE TEMP TABLE IF NOT EXISTS customers_trouble_known (
    customer_id bigint       NOT NULL,
    kind        varchar(40)  NOT NULL,
    key         varchar(120) NOT NULL,
    words       varchar(300) NOT NULL,
    source      varchar(60)  NOT NULL
)
