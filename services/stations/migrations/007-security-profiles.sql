-- How a station has to prove who it is (OCPP A00). The profile only rises, but for the one operation that lowers it.
ALTER TABLE stations
  ADD COLUMN security_profile smallint NOT NULL DEFAULT 0 CHECK (security_profile BETWEEN 0 AND 3),
  ADD COLUMN allow_downgrade boolean NOT NULL DEFAULT false,
  ADD COLUMN serial_number text NOT NULL DEFAULT '',
  ADD COLUMN admit_expired boolean NOT NULL DEFAULT false;

-- One certificate, one station (A00.FR.427).
CREATE UNIQUE INDEX stations_serial_number ON stations (tenant, serial_number) WHERE serial_number <> '';

-- Certificates that a station has come with; the newest few.
CREATE TABLE presented_certificates (
  tenant text NOT NULL,
  station_key text NOT NULL,
  fingerprint text NOT NULL,
  serial_number text NOT NULL,
  issuer text NOT NULL,
  not_after timestamptz,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, station_key, fingerprint),
  FOREIGN KEY (tenant, station_key) REFERENCES stations ON DELETE CASCADE
);

-- Never deleted with the station: one that is registered again must not bring its lost certificate back.
CREATE TABLE revoked_certificates (
  tenant text NOT NULL,
  station_key text NOT NULL,
  -- A SHA-256 fingerprint, or serialNumber/issuer.
  certificate text NOT NULL,
  reason text NOT NULL,
  actor text NOT NULL,
  revoked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, station_key, certificate)
);
