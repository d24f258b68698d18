-- How far a station is with a long task, as it last said: firmware (L01, L02), publish (L03), log (N01).
CREATE TABLE task_reports (
  tenant text NOT NULL,
  station_key text NOT NULL,
  task text NOT NULL CHECK (task IN ('firmware', 'publish', 'log')),
  status text NOT NULL,
  -- Of the command that asked for it; NULL where the station gave none.
  request_id bigint,
  reason_code text NOT NULL,
  reason text NOT NULL,
  locations text[] NOT NULL DEFAULT '{}',
  reported_at timestamptz(3) NOT NULL,
  epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (tenant, station_key, task)
);

-- Monitors on variables (N02-N06), from reports and from answers to commands. Ids may change with a reboot (N04.FR.19): a row that is older
-- than the last boot of its station is hearsay.
CREATE TABLE monitors (
  tenant text NOT NULL,
  station_key text NOT NULL,
  monitor_id bigint NOT NULL,
  component text NOT NULL,
  component_instance text NOT NULL,
  evse_id integer NOT NULL,
  connector_id integer NOT NULL,
  variable text NOT NULL,
  variable_instance text NOT NULL,
  type text NOT NULL,
  value double precision NOT NULL,
  severity integer NOT NULL,
  during_transaction boolean NOT NULL,
  event_notification_type text NOT NULL,
  -- False once it was cleared. The row stays: its epoch and sequence keep an older report from bringing it back.
  is_set boolean NOT NULL DEFAULT true,
  reported_at timestamptz(3) NOT NULL,
  epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (tenant, station_key, monitor_id)
);

-- Periodic event streams (OCPP 2.1 N11-N15).
CREATE TABLE event_streams (
  tenant text NOT NULL,
  station_key text NOT NULL,
  stream_id bigint NOT NULL,
  monitor_id bigint NOT NULL,
  interval_s bigint,
  "values" bigint,
  is_open boolean NOT NULL,
  opened_at timestamptz(3) NOT NULL,
  epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  -- Which record said interval and values. An adjustment on ocpp.commands may be read before the opening on ocpp.stations: it then waits in a
  -- row with epoch 0, which is no stream yet.
  rhythm_epoch bigint NOT NULL,
  rhythm_sequence bigint NOT NULL,
  -- Of the last message.
  pending bigint NOT NULL DEFAULT 0,
  values_at timestamptz(3),
  values_epoch bigint NOT NULL DEFAULT 0,
  values_sequence bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, station_key, stream_id)
);

-- What stations have on customers (N09, N10), sealed as it came. Deleted after a while, or when the API says so.
CREATE TABLE customer_information (
  tenant text NOT NULL,
  station_key text NOT NULL,
  request_id bigint NOT NULL,
  seq_no integer NOT NULL,
  to_be_continued boolean NOT NULL,
  generated_at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  sealed_data bytea NOT NULL,
  epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (tenant, station_key, request_id, seq_no)
);
CREATE INDEX customer_information_age ON customer_information (received_at);

-- Messages that stations have been given to display (O01-O06), from reports and from answers to commands.
CREATE TABLE display_messages (
  tenant text NOT NULL,
  station_key text NOT NULL,
  message_id bigint NOT NULL,
  priority text NOT NULL,
  -- JSON: chargeplane.ocpp.v1.DisplayMessage.
  message text NOT NULL,
  -- False once it was cleared; see monitors.
  is_set boolean NOT NULL DEFAULT true,
  reported_at timestamptz(3) NOT NULL,
  epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (tenant, station_key, message_id)
);
