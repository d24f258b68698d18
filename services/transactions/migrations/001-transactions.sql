-- Transactions of every OCPP version, and the events they are made of.
CREATE TABLE transactions (
  tenant text NOT NULL,
  station_id text NOT NULL,
  transaction_id text NOT NULL,
  evse_id integer NOT NULL DEFAULT 0,
  connector_id integer NOT NULL DEFAULT 0,
  -- Of the token that the transaction was started for, never of the one that stopped it.
  id_token_hash text NOT NULL DEFAULT '',
  -- Where that token was presented: the earliest place wins, the start before any.
  id_token_at timestamptz(3) NOT NULL DEFAULT 'infinity',
  authorization_status text NOT NULL DEFAULT '',
  -- NULL until the start has arrived.
  started_at timestamptz(3),
  start_seq_no integer,
  meter_start_wh numeric,
  -- NULL until the end has arrived.
  ended_at timestamptz(3),
  end_seq_no integer,
  meter_stop_wh numeric,
  stopped_reason text NOT NULL DEFAULT '',
  -- By this process's clock: how long the end has been waiting for what is missing.
  end_arrived_at timestamptz(3),
  charging_state text NOT NULL DEFAULT '',
  charging_state_at timestamptz(3) NOT NULL DEFAULT '-infinity',
  charging_state_seq_no integer NOT NULL DEFAULT -1,
  remote_start_id bigint,
  reservation_id bigint,
  -- By the edge's clock, which can be trusted more than the stations'.
  first_received_at timestamptz(3) NOT NULL,
  last_received_at timestamptz(3) NOT NULL,
  -- What was said to others, in the transaction that said it.
  started_emitted boolean NOT NULL DEFAULT false,
  ended_emitted boolean NOT NULL DEFAULT false,
  -- Set when the end is said, and final from then on.
  energy_wh numeric,
  review_reason text NOT NULL DEFAULT '',
  missing_seq_nos integer[] NOT NULL DEFAULT '{}',
  status text NOT NULL GENERATED ALWAYS AS (
    CASE WHEN ended_at IS NULL THEN 'active' WHEN started_at IS NULL THEN 'incomplete' ELSE 'ended' END
  ) STORED,
  PRIMARY KEY (tenant, station_id, transaction_id)
);
CREATE INDEX transactions_newest ON transactions (tenant, first_received_at DESC, station_id DESC, transaction_id DESC);
CREATE INDEX transactions_newest_of_station ON transactions (tenant, station_id, first_received_at DESC, transaction_id DESC);
CREATE INDEX transactions_newest_of_status ON transactions (tenant, status, first_received_at DESC, station_id DESC, transaction_id DESC);
CREATE INDEX transactions_unsettled ON transactions (end_arrived_at) WHERE ended_at IS NOT NULL AND NOT ended_emitted;

CREATE TABLE transaction_events (
  tenant text NOT NULL,
  station_id text NOT NULL,
  transaction_id text NOT NULL,
  -- What a resend repeats: the second one of a key has no effect.
  natural_key text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('started', 'updated', 'ended')),
  occurred_at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  seq_no integer,
  charging_state text NOT NULL,
  trigger_reason text NOT NULL,
  offline boolean NOT NULL,
  -- The payload as the station sent it: signed meter values are valid byte for byte only.
  raw_payload text NOT NULL,
  PRIMARY KEY (tenant, station_id, transaction_id, natural_key)
);
