-- What OCPP 2.x lets a token have beside its status, and the lists of tokens that stations keep.
ALTER TABLE id_tokens DROP CONSTRAINT id_tokens_status_check;
ALTER TABLE id_tokens ADD CONSTRAINT id_tokens_status_check CHECK (status IN ('Accepted', 'Blocked', 'NoCredit'));
ALTER TABLE id_tokens
  -- authorization.v1.IdTokenProfile as JSON.
  ADD COLUMN profile jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN local_list boolean NOT NULL DEFAULT false,
  ADD COLUMN master_pass boolean NOT NULL DEFAULT false,
  -- Lists of authorization.v1.AdditionalInfo and AllowedStation as JSON.
  ADD COLUMN additional_info jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN allowed_stations jsonb NOT NULL DEFAULT '[]';
CREATE INDEX id_tokens_of_local_lists ON id_tokens (tenant, token_key) WHERE local_list;

-- What a station has acknowledged of its list.
CREATE TABLE local_lists (
  tenant text NOT NULL,
  station_key text NOT NULL,
  station_id text NOT NULL,
  -- 0: none.
  version integer NOT NULL DEFAULT 0,
  acknowledged_at timestamptz(3),
  -- The highest number that was ever sent: none is used twice.
  sent_version integer NOT NULL DEFAULT 0,
  -- Set while a list is under way: nobody else sends one. Past, with a higher sent_version than version: nobody knows what the station has.
  sending_until timestamptz(3) NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (tenant, station_key)
);

CREATE TABLE local_list_entries (
  tenant text NOT NULL,
  station_key text NOT NULL,
  token_key text NOT NULL,
  id_token text NOT NULL,
  type text NOT NULL,
  -- Of everything that the station was told of the token.
  fingerprint text NOT NULL,
  PRIMARY KEY (tenant, station_key, token_key)
);
