-- Charge detail records and invoices: written once, never changed. A correction is a document of its own.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TABLE charge_records (
  tenant text NOT NULL,
  station_id text NOT NULL,
  transaction_id text NOT NULL,
  charge_record_id text NOT NULL,
  id_token_hash text NOT NULL,
  started_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3) NOT NULL,
  -- NULL: the registers don't tell.
  energy_wh numeric,
  charging_seconds bigint NOT NULL,
  parking_seconds bigint NOT NULL,
  -- As they came, so that the price can be worked out again.
  periods jsonb NOT NULL,
  tariff_id text NOT NULL,
  tariff_version integer NOT NULL,
  currency text NOT NULL,
  currency_exponent integer NOT NULL,
  lines jsonb NOT NULL,
  net_minor bigint NOT NULL,
  vat_minor bigint NOT NULL,
  total_minor bigint NOT NULL CHECK (total_minor = net_minor + vat_minor),
  status text NOT NULL CHECK (status IN ('billed', 'review')),
  review_reason text NOT NULL CHECK ((status = 'review') = (review_reason <> '')),
  invoice_id text NOT NULL CHECK ((status = 'billed') = (invoice_id <> '')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- One transaction is charged once, however often its end is told.
  PRIMARY KEY (tenant, station_id, transaction_id),
  UNIQUE (tenant, charge_record_id)
);
CREATE INDEX charge_records_newest ON charge_records (tenant, created_at DESC, charge_record_id DESC);
CREATE INDEX charge_records_newest_of_station ON charge_records (tenant, station_id, created_at DESC, charge_record_id DESC);

-- The last number given out. Its row is locked from the number's birth to the commit: a rollback gives the number back, so that there is no gap.
CREATE TABLE invoice_counters (
  tenant text NOT NULL,
  year integer NOT NULL,
  last bigint NOT NULL,
  PRIMARY KEY (tenant, year)
);

CREATE TABLE invoices (
  tenant text NOT NULL,
  invoice_id text NOT NULL,
  number text NOT NULL,
  charge_record_id text NOT NULL,
  id_token_hash text NOT NULL,
  currency text NOT NULL,
  currency_exponent integer NOT NULL,
  lines jsonb NOT NULL,
  net_minor bigint NOT NULL,
  vat_minor bigint NOT NULL,
  total_minor bigint NOT NULL CHECK (total_minor = net_minor + vat_minor),
  issued_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, invoice_id),
  UNIQUE (tenant, number),
  UNIQUE (tenant, charge_record_id)
);
CREATE INDEX invoices_newest ON invoices (tenant, issued_at DESC, invoice_id DESC);

CREATE TRIGGER charge_records_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON charge_records
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER invoices_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON invoices
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
