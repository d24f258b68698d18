-- Where each consumer group stands: the next offset is written in the same transaction as the effects of everything below it, so this, not
-- Kafka's committed offset, is the truth after a crash or rebalance. The row lock keeps two consumers from working on one partition.
CREATE TABLE consumer_offsets (
  consumer_group text NOT NULL,
  topic text NOT NULL,
  "partition" integer NOT NULL,
  next_offset bigint NOT NULL CHECK (next_offset >= 0),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer_group, topic, "partition")
);

-- Records on their way to Kafka. id is given under whatever locks their writer holds, so it orders what belongs together; xid tells which
-- rows may still be overtaken by a transaction that has not ended. headers are JSON whose strings hold one byte per character (latin1):
-- json, not jsonb, because a dead letter may carry any byte, NUL too.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  topic text NOT NULL,
  key bytea,
  headers json NOT NULL,
  value bytea,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
