-- Readings, one row each, in partitions of a month by the station's clock. Partitions can be dropped when their retention is over.
CREATE TABLE meter_values (
  tenant text NOT NULL,
  station_id text NOT NULL,
  -- '' for readings that belong to no transaction.
  transaction_id text NOT NULL,
  sampled_at timestamptz(3) NOT NULL,
  measurand text NOT NULL,
  phase text NOT NULL,
  location text NOT NULL,
  context text NOT NULL,
  evse_id integer NOT NULL,
  connector_id integer NOT NULL,
  value numeric NOT NULL,
  unit text NOT NULL,
  original text NOT NULL,
  -- A reading that is delivered again has no effect.
  PRIMARY KEY (tenant, station_id, transaction_id, sampled_at, measurand, phase, location, context, evse_id, connector_id)
) PARTITION BY RANGE (sampled_at);

-- Takes what no month was made for: a station whose clock says 1970 or 2099 must not create partitions.
CREATE TABLE meter_values_default PARTITION OF meter_values DEFAULT;

-- Makes the partition of a month, given its first instant; answers whether it was missing. What the default partition holds of the month moves along. Attaching
-- leaves readers and writers of the other months alone, which CREATE TABLE ... PARTITION OF would not.
CREATE FUNCTION create_meter_values_partition(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  name text := 'meter_values_' || to_char(month, 'YYYY_MM');
  lower_bound timestamptz := month::timestamp AT TIME ZONE 'UTC';
  upper_bound timestamptz := (month + interval '1 month')::timestamp AT TIME ZONE 'UTC';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || '.meter_values', 0));
  IF to_regclass(name) IS NOT NULL THEN
    RETURN false;
  END IF;
  LOCK TABLE meter_values_default IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('CREATE TABLE %I (LIKE meter_values INCLUDING ALL)', name);
  EXECUTE format(
    'WITH moved AS (DELETE FROM meter_values_default WHERE sampled_at >= $1 AND sampled_at < $2 RETURNING *) INSERT INTO %I SELECT * FROM moved',
    name
  ) USING lower_bound, upper_bound;
  EXECUTE format('ALTER TABLE meter_values ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, lower_bound, upper_bound);
  RETURN true;
END
$$;
