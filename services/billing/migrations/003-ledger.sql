-- Double-entry books. A debit is positive, a credit negative; the entries of a posting sum to zero in each currency, which is checked at commit.
CREATE TABLE ledger_entries (
  tenant text NOT NULL,
  posting_id text NOT NULL,
  entry_no smallint NOT NULL,
  account text NOT NULL CHECK (account IN ('receivable', 'revenue', 'vat_payable')),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  posted_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, posting_id, entry_no)
);

-- Its search path is that of the migration: it checks these books whoever writes to them.
CREATE FUNCTION require_balanced_posting() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (
    SELECT FROM ledger_entries WHERE tenant = NEW.tenant AND posting_id = NEW.posting_id
    GROUP BY currency HAVING sum(amount_minor) <> 0
  ) THEN
    RAISE EXCEPTION 'posting % does not balance', NEW.posting_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_balanced_posting();
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
