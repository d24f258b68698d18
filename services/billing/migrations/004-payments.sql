-- How settlements of ad hoc payments ended (OCPP 2.1 C19-C22), as stations told it. Written once, never changed: a payment that failed and was
-- settled later has two rows.
CREATE TABLE settlements (
  tenant text NOT NULL,
  settlement_id text NOT NULL,
  station_id text NOT NULL,
  transaction_id text NOT NULL,
  psp_ref text NOT NULL,
  status text NOT NULL,
  status_info text NOT NULL,
  -- As told.
  amount text NOT NULL,
  -- Of the station's tariff at the time; '' without one, and NULL then: the message names no currency.
  currency text NOT NULL,
  currency_exponent integer NOT NULL,
  amount_minor bigint CHECK ((amount_minor IS NULL) = (currency = '')),
  settled_at timestamptz(3) NOT NULL,
  receipt_id text NOT NULL,
  receipt_url text NOT NULL,
  vat_number text NOT NULL,
  -- NULL: none was told.
  vat_company jsonb,
  recorded_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant, settlement_id)
);
CREATE INDEX settlements_newest ON settlements (tenant, recorded_at DESC, settlement_id DESC);
CREATE INDEX settlements_receipt ON settlements (tenant, receipt_id) WHERE receipt_id <> '';

CREATE TRIGGER settlements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Companies that are known by their VAT number, which is in its normal form.
CREATE TABLE vat_companies (
  tenant text NOT NULL,
  vat_number text NOT NULL,
  address jsonb NOT NULL,
  PRIMARY KEY (tenant, vat_number)
);
