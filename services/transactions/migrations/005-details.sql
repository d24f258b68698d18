-- What OCPP 2.1 tells of a transaction beside its state, what stations answer when asked about one, and readings under a meter's signature.
ALTER TABLE transactions
  ADD COLUMN operation_mode text NOT NULL DEFAULT '',
  ADD COLUMN operation_mode_at timestamptz(3) NOT NULL DEFAULT '-infinity',
  ADD COLUMN tariff_id text NOT NULL DEFAULT '',
  ADD COLUMN tariff_id_at timestamptz(3) NOT NULL DEFAULT '-infinity',
  -- ocpp.v1.TransactionLimit as JSON.
  ADD COLUMN transaction_limit jsonb,
  ADD COLUMN transaction_limit_at timestamptz(3) NOT NULL DEFAULT '-infinity';

-- The newest answer to GetTransactionStatus (OCPP 2.x E14). A table of its own: ocpp.commands may be ahead of ocpp.transactions, and the answer
-- then comes before its transaction.
CREATE TABLE station_words (
  tenant text NOT NULL,
  station_id text NOT NULL,
  transaction_id text NOT NULL,
  ongoing boolean NOT NULL,
  in_queue boolean NOT NULL,
  asked_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant, station_id, transaction_id)
);

CREATE TABLE signed_values (
  tenant text NOT NULL,
  station_id text NOT NULL,
  -- '' for readings that belong to no transaction.
  transaction_id text NOT NULL,
  sampled_at timestamptz(3) NOT NULL,
  measurand text NOT NULL,
  phase text NOT NULL,
  location text NOT NULL,
  context text NOT NULL,
  evse_id integer NOT NULL,
  connector_id integer NOT NULL,
  -- As the meter signed it: a verifier needs every byte.
  data text NOT NULL,
  encoding_method text NOT NULL,
  signing_method text NOT NULL,
  public_key text NOT NULL,
  PRIMARY KEY (tenant, station_id, transaction_id, sampled_at, measurand, phase, location, context, evse_id, connector_id)
);
