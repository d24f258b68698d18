-- Tariffs, version by version. A version is never changed: what was priced by it can be priced again.
CREATE TABLE tariffs (
  tenant text NOT NULL,
  tariff_id text NOT NULL,
  -- The newest version; the row is also the lock under which versions are counted.
  version integer NOT NULL,
  deleted boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant, tariff_id)
);

CREATE TABLE tariff_versions (
  tenant text NOT NULL,
  tariff_id text NOT NULL,
  version integer NOT NULL,
  -- In force at an instant: the highest version whose valid_from is not after it.
  valid_from timestamptz(3) NOT NULL,
  -- The tariff ended here: nothing is priced by it from valid_from on.
  deleted boolean NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  elements jsonb NOT NULL,
  station_ids text[] NOT NULL,
  name text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, tariff_id, version)
);

-- Which versions name a station: a tenant may have a tariff for each of its stations, and each ended transaction asks.
CREATE TABLE tariff_stations (
  tenant text NOT NULL,
  -- '' is the tenant's default.
  station_id text NOT NULL,
  tariff_id text NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (tenant, station_id, tariff_id, version)
);
