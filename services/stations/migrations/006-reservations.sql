-- Reservations that stations were asked for (OCPP H, 1.6 5.13). Written before the station is asked, so that what a crash leaves is 'requested':
-- it may or may not hold.
CREATE TABLE reservations (
  tenant text NOT NULL,
  station_key text NOT NULL,
  reservation_id integer NOT NULL,
  -- 0: any.
  evse_id integer NOT NULL,
  -- '': any.
  connector_type text NOT NULL DEFAULT '',
  -- '' where the command was given in the station's own words.
  id_token_hash text NOT NULL DEFAULT '',
  expires_at timestamptz NOT NULL,
  -- That it has expired is seen from expires_at; a 2.x station says so, too.
  status text NOT NULL CHECK (status IN ('requested', 'active', 'rejected', 'cancelled', 'expired', 'removed', 'unused', 'used')),
  refusal text NOT NULL DEFAULT '',
  transaction_id text NOT NULL DEFAULT '',
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant, station_key, reservation_id)
);
CREATE INDEX reservations_newest ON reservations (tenant, station_key, created_at DESC, reservation_id DESC);

-- What went into and out of a swap station (OCPP 2.1 S), by the request id that ties the two.
CREATE TABLE battery_swaps (
  tenant text NOT NULL,
  station_key text NOT NULL,
  request_id bigint NOT NULL,
  id_token_hash text NOT NULL,
  batteries_in jsonb NOT NULL DEFAULT '[]',
  batteries_out jsonb NOT NULL DEFAULT '[]',
  in_at timestamptz,
  out_at timestamptz,
  timed_out_at timestamptz,
  first_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant, station_key, request_id)
);
CREATE INDEX battery_swaps_newest ON battery_swaps (tenant, station_key, first_at DESC, request_id DESC);

-- Vendors whose DataTransfer is taken. Keys are lower case: both ids are case-insensitive in OCPP 1.6 (CiString).
CREATE TABLE data_transfer_vendors (
  tenant text NOT NULL,
  vendor_key text NOT NULL,
  vendor_id text NOT NULL,
  -- Empty: any.
  message_ids text[] NOT NULL,
  PRIMARY KEY (tenant, vendor_key)
);
