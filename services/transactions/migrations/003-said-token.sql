-- The token that others have been told of: a 2.x transaction may start with the cable and learn whose it is later.
ALTER TABLE transactions ADD COLUMN id_token_hash_emitted text NOT NULL DEFAULT '';
-- Rows from before say it with their next event, if they are still open.
UPDATE transactions SET id_token_hash_emitted = id_token_hash WHERE ended_emitted;
