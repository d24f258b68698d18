CREATE TABLE sites (
  tenant text NOT NULL,
  site_id text NOT NULL,
  name text NOT NULL,
  limit_a numeric(8, 1) NOT NULL CHECK (limit_a > 0),
  default_a numeric(8, 1) NOT NULL CHECK (default_a >= 0),
  -- Raised by whatever may change the plan; a dispatcher is done when planned_revision has caught up.
  revision bigint NOT NULL DEFAULT 1,
  planned_revision bigint NOT NULL DEFAULT 0,
  -- One dispatcher at a time works on a site; a crashed one's claim runs out by itself.
  claimed_until timestamptz NOT NULL DEFAULT '-infinity',
  retry_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, site_id)
);

CREATE TABLE site_members (
  tenant text NOT NULL,
  site_id text NOT NULL,
  station_id text NOT NULL,
  evse_id integer NOT NULL CHECK (evse_id > 0),
  max_a numeric(8, 1) NOT NULL CHECK (max_a > 0),
  -- The most the EVSE can be drawing, given what its station has accepted so far.
  committed_a numeric(8, 1) NOT NULL,
  -- What the station has accepted; NULL: nothing yet.
  accepted_default_a numeric(8, 1),
  accepted_transaction_a numeric(8, 1),
  PRIMARY KEY (tenant, station_id, evse_id),
  FOREIGN KEY (tenant, site_id) REFERENCES sites (tenant, site_id) ON DELETE CASCADE
);
CREATE INDEX site_members_by_site ON site_members (tenant, site_id);

CREATE TABLE station_sessions (
  tenant text NOT NULL,
  station_id text NOT NULL,
  epoch bigint NOT NULL,
  connected boolean NOT NULL,
  PRIMARY KEY (tenant, station_id)
);

-- ended_at without started_at is an end that arrived first: the start that follows must not open anything.
CREATE TABLE open_transactions (
  tenant text NOT NULL,
  station_id text NOT NULL,
  transaction_id text NOT NULL,
  evse_id integer NOT NULL,
  started_at timestamptz,
  ended_at timestamptz,
  PRIMARY KEY (tenant, station_id, transaction_id)
);
CREATE INDEX open_transactions_by_evse ON open_transactions (tenant, station_id, evse_id) WHERE ended_at IS NULL;
