-- The registry. A station is addressed as (tenant, lower-cased identity); station_id is its spelling as registered.
CREATE TABLE stations (
  tenant text NOT NULL,
  station_key text NOT NULL,
  station_id text NOT NULL,
  name text NOT NULL DEFAULT '',
  -- What the next boot is answered.
  registration text NOT NULL CHECK (registration IN ('Accepted', 'Pending', 'Rejected')),
  -- Empty: no password is asked for (registered by its own boot, under a policy that lets strangers in).
  password_verifier text NOT NULL DEFAULT '',
  -- What the last boot was answered, and when that was decided; empty before the first.
  boot_status text NOT NULL DEFAULT '',
  boot_decided_at timestamptz NOT NULL DEFAULT '-infinity',
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, station_key)
);

-- Presence: the newest session heard of. Written from ocpp.connections only, so that its batches and those of ocpp.stations never wait
-- for each other's rows. A row outlives its station: the epoch in it keeps a zombie's late record from coming back to life.
CREATE TABLE sessions (
  tenant text NOT NULL,
  station_key text NOT NULL,
  epoch bigint NOT NULL,
  -- When the session began, by the edge's clock.
  since timestamptz NOT NULL,
  connected boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  edge_id text NOT NULL,
  ocpp_version text NOT NULL DEFAULT '',
  -- Why the session ended; empty while connected.
  reason text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant, station_key)
);

-- What the station said of itself. Written from ocpp.stations only.
CREATE TABLE station_facts (
  tenant text NOT NULL,
  station_key text NOT NULL,
  -- The newest session seen in ocpp.stations, and the earliest time seen in it.
  epoch bigint NOT NULL,
  epoch_since timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  -- Which record wrote the boot facts.
  boot_epoch bigint NOT NULL DEFAULT 0,
  boot_sequence bigint NOT NULL DEFAULT 0,
  vendor text NOT NULL DEFAULT '',
  model text NOT NULL DEFAULT '',
  serial_number text NOT NULL DEFAULT '',
  firmware_version text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant, station_key)
);

CREATE TABLE connectors (
  tenant text NOT NULL,
  station_key text NOT NULL,
  -- 0, 0 is the station itself.
  evse_id integer NOT NULL,
  connector_id integer NOT NULL,
  status text NOT NULL,
  error_code text NOT NULL DEFAULT '',
  updated_at timestamptz NOT NULL,
  epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (tenant, station_key, evse_id, connector_id)
);

-- The device model: one row per variable attribute (OCPP 2.x part 1, chapter 4).
CREATE TABLE variables (
  tenant text NOT NULL,
  station_key text NOT NULL,
  component text NOT NULL,
  component_instance text NOT NULL,
  evse_id integer NOT NULL,
  connector_id integer NOT NULL,
  variable text NOT NULL,
  variable_instance text NOT NULL,
  attribute text NOT NULL,
  value text NOT NULL,
  mutability text NOT NULL DEFAULT '',
  epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (tenant, station_key, component, component_instance, evse_id, connector_id, variable, variable_instance, attribute)
);
