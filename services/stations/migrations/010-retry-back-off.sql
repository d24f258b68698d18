-- How stations of OCPP 2.x were told to come back after a lost connection (OCPPCommCtrlr.RetryBackOff…), and whether they have taken it.
CREATE TABLE retry_back_offs (
  tenant text NOT NULL,
  station_key text NOT NULL,
  -- What it was given, as JSON text; empty before the first time.
  given text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'set', 'refused')),
  -- What the station said where it has not taken it.
  detail text NOT NULL DEFAULT '',
  attempts integer NOT NULL DEFAULT 0,
  -- The session of the last attempt: a newer one is a reason to try again at once.
  attempted_epoch bigint NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, station_key)
);
CREATE INDEX retry_back_offs_waiting ON retry_back_offs (next_attempt_at) WHERE state = 'waiting';
