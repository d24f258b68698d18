-- What stations said of charging, the newest only. (epoch, sequence) is that of the record that wrote a row: an older record changes nothing.
CREATE TABLE charging_needs (
  tenant text NOT NULL,
  station_id text NOT NULL,
  evse_id integer NOT NULL,
  needs jsonb NOT NULL,
  status text NOT NULL,
  -- What the EV can draw, A per phase; NULL: it did not say.
  max_a numeric(8, 1),
  epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  reported_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, station_id, evse_id)
);

-- evse_id 0: the whole station. A limit that is gone stays as a row, so that an older record does not bring it back.
CREATE TABLE charging_limits (
  tenant text NOT NULL,
  station_id text NOT NULL,
  evse_id integer NOT NULL,
  source text NOT NULL,
  report jsonb NOT NULL,
  cleared boolean NOT NULL,
  -- The most that it allows at any time, A per phase; NULL: it caps nothing.
  cap_a numeric(8, 1),
  epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  reported_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, station_id, evse_id, source)
);

-- The newest answer to GetChargingProfiles, joined from its parts.
CREATE TABLE profile_reports (
  tenant text NOT NULL,
  station_id text NOT NULL,
  request_id bigint NOT NULL,
  profiles jsonb NOT NULL,
  complete boolean NOT NULL,
  epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  reported_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, station_id)
);

-- What a station has accepted by SetChargingProfile, as the commands' ends tell.
CREATE TABLE accepted_profiles (
  tenant text NOT NULL,
  station_id text NOT NULL,
  profile_id integer NOT NULL,
  evse_id integer NOT NULL,
  purpose text NOT NULL,
  stack_level integer NOT NULL,
  transaction_id text NOT NULL,
  profile jsonb NOT NULL,
  epoch bigint NOT NULL,
  sequence bigint NOT NULL,
  PRIMARY KEY (tenant, station_id, profile_id)
);

-- Charging profiles that EVs have been promised and stations have not accepted yet; each is settled by one that is.
ALTER TABLE site_members ADD COLUMN profiles_owed integer NOT NULL DEFAULT 0;
-- The limit of the transaction that is on its way; NULL: none. The station may have accepted it already.
ALTER TABLE site_members ADD COLUMN sending_a numeric(8, 1);
-- Whether EVs may ask to give energy back (OCPP 2.1 Q01).
ALTER TABLE sites ADD COLUMN bidirectional boolean NOT NULL DEFAULT false;
