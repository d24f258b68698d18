-- Certificates that were issued to stations (OCPP A02, A03), and how far their delivery is.
CREATE TABLE issued_certificates (
  tenant text NOT NULL,
  station_key text NOT NULL,
  -- Hex.
  serial_number text NOT NULL,
  certificate_type text NOT NULL,
  -- Of the station, OCPP 2.1: goes back with the certificate.
  request_id bigint,
  -- SHA-256 of the request that it answers: the same request again gets the same certificate.
  csr_digest text NOT NULL,
  fingerprint text NOT NULL,
  subject text NOT NULL,
  not_before timestamptz(3) NOT NULL,
  not_after timestamptz(3) NOT NULL,
  issued_at timestamptz(3) NOT NULL DEFAULT now(),
  chain text NOT NULL,
  -- signed: the station has not been answered yet; waiting: to be sent; the rest is the end of it.
  delivery text NOT NULL DEFAULT 'signed' CHECK (delivery IN ('signed', 'waiting', 'installed', 'rejected', 'failed')),
  delivery_error text NOT NULL DEFAULT '',
  attempts integer NOT NULL DEFAULT 0,
  -- The session of the last attempt: a newer one is a reason to try again at once.
  attempted_epoch bigint NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, station_key, serial_number)
);
CREATE INDEX issued_certificates_waiting ON issued_certificates (next_attempt_at) WHERE delivery = 'waiting';

-- Two stations with one serial number are not given certificates for it.
CREATE INDEX station_facts_serial ON station_facts (tenant, lower(serial_number));

-- The newest security events of each station (OCPP A04). All of them are in ocpp.stations.
CREATE TABLE security_events (
  tenant text NOT NULL,
  station_key text NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  event_id text NOT NULL,
  type text NOT NULL,
  tech_info text NOT NULL,
  received_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant, station_key, occurred_at, event_id)
);

-- A password that the station has been given and may or may not use yet (OCPP A01): accepted beside the other until that is known.
ALTER TABLE stations ADD COLUMN pending_verifier text NOT NULL DEFAULT '';
