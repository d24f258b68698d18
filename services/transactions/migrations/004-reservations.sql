-- The reservation that was said to be used by the transaction; NULL: none yet.
ALTER TABLE transactions ADD COLUMN reservation_id_emitted bigint;
