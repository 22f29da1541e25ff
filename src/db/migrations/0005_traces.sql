-- The W3C traceparent of the request that a row waits for, so that one trace leads to the block; null while nobody traces.
ALTER TABLE payment_operations ADD COLUMN traceparent text;
ALTER TABLE payouts ADD COLUMN traceparent text;
ALTER TABLE recipients ADD COLUMN traceparent text;
ALTER TABLE chain_transactions ADD COLUMN traceparent text;
