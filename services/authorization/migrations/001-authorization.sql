-- The only place where raw id tokens are kept.
CREATE TABLE id_tokens (
  tenant text NOT NULL,
  -- Lower-cased: tokens are case-insensitive (OCPP 2.x identifierString).
  token_key text NOT NULL,
  -- As it was given.
  id_token text NOT NULL,
  -- What stands for the token everywhere else.
  hash text NOT NULL,
  type text NOT NULL,
  status text NOT NULL CHECK (status IN ('Accepted', 'Blocked')),
  group_id_token text NOT NULL DEFAULT '',
  expires_at timestamptz,
  -- Transactions it may have open at once; 0: no limit.
  concurrent_transactions integer NOT NULL DEFAULT 0 CHECK (concurrent_transactions >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, token_key),
  UNIQUE (tenant, hash)
);

-- Transactions as transactions.events tells of them, to count how many a token has open.
CREATE TABLE open_transactions (
  tenant text NOT NULL,
  station_key text NOT NULL,
  transaction_id text NOT NULL,
  id_token_hash text NOT NULL,
  -- Set by the end. The row stays for a while, so that a start that comes after its end, or once more, opens nothing.
  is_closed boolean NOT NULL,
  noted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, station_key, transaction_id)
);
CREATE INDEX open_transactions_by_token ON open_transactions (tenant, id_token_hash) WHERE NOT is_closed;
CREATE INDEX open_transactions_by_age ON open_transactions (tenant, noted_at);

-- Keys of the HTTP API. A key is found by its id alone, before its tenant is known: on a distributed database this is a reference table.
CREATE TABLE api_keys (
  tenant text NOT NULL,
  key_id text NOT NULL UNIQUE,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
  -- SHA-256 of the whole secret, which holds 256 random bits: nothing to guess, nothing to salt.
  secret_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  PRIMARY KEY (tenant, key_id)
);
