-- When a merchant's available balance of an asset is paid out to its own account by itself.
CREATE TABLE settlement_schedules (
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  asset_id text NOT NULL REFERENCES assets (asset_id),
  cadence text NOT NULL CHECK (cadence IN ('EACH_CAPTURE', 'THRESHOLD', 'HOURLY', 'DAILY', 'MANUAL')),
  -- hour of the day in UTC; of DAILY only
  hour_utc integer CHECK (hour_utc BETWEEN 0 AND 23),
  -- less than this waits, in smallest units
  minimum numeric(78,0) NOT NULL CHECK (minimum >= 0),
  -- this much stays, for refunds
  retained numeric(78,0) NOT NULL CHECK (retained >= 0),
  -- null: only when asked
  next_run_at timestamptz,
  -- code of the last refusal; null after a run that was not refused
  failure text,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, asset_id),
  CHECK ((cadence = 'MANUAL') = (next_run_at IS NULL)),
  CHECK ((cadence = 'DAILY') = (hour_utc IS NOT NULL))
);
CREATE INDEX settlement_schedules_due ON settlement_schedules (next_run_at) WHERE next_run_at IS NOT NULL;

-- What moved a merchant's available balance of an asset between two cut-offs. Where it went follows from the payout.
CREATE TABLE settlement_batches (
  id text PRIMARY KEY,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  asset_id text NOT NULL REFERENCES assets (asset_id),
  number integer NOT NULL CHECK (number > 0),
  opened_at timestamptz NOT NULL,
  closed_at timestamptz NOT NULL,
  -- of the available balance, in smallest units; before the payout, which is in the next batch
  opening numeric(78,0) NOT NULL,
  closing numeric(78,0) NOT NULL,
  -- parts of the difference
  gross numeric(78,0) NOT NULL,
  fees numeric(78,0) NOT NULL,
  refunds numeric(78,0) NOT NULL,
  payouts numeric(78,0) NOT NULL,
  other numeric(78,0) NOT NULL,
  -- newest journal entry of the lines
  last_entry_id text REFERENCES journal_entries,
  payout_id text UNIQUE REFERENCES payouts,
  UNIQUE (merchant_id, asset_id, number),
  CHECK (closing = opening + gross - fees - refunds - payouts + other)
);
CREATE INDEX settlement_batches_page ON settlement_batches (merchant_id, livemode, id);

CREATE TABLE settlement_lines (
  settlement_batch_id text NOT NULL REFERENCES settlement_batches,
  line integer NOT NULL CHECK (line > 0),
  merchant_id text NOT NULL REFERENCES merchants,
  entry_id text NOT NULL REFERENCES journal_entries,
  entry_line integer NOT NULL,
  kind text NOT NULL,
  posted_at timestamptz NOT NULL,
  -- the capture, refund or payout
  object_id text,
  merchant_reference text,
  -- of a capture
  gross numeric(78,0),
  fee numeric(78,0),
  -- what it did to the balance, with its sign
  net numeric(78,0) NOT NULL CHECK (net <> 0),
  -- after it
  balance numeric(78,0) NOT NULL,
  PRIMARY KEY (settlement_batch_id, line),
  -- A movement is settled once.
  UNIQUE (entry_id, entry_line)
);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_batches FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON settlement_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT, UPDATE, DELETE ON settlement_schedules, settlement_batches, settlement_lines TO tallystick_system;
GRANT SELECT, INSERT, UPDATE ON settlement_schedules TO tallystick_api;
GRANT SELECT, INSERT ON settlement_batches, settlement_lines TO tallystick_api;
DO $$
DECLARE tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['settlement_schedules', 'settlement_batches', 'settlement_lines'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY own_rows ON %I TO tallystick_api USING (merchant_id = current_merchant()) WITH CHECK (merchant_id = current_merchant())', tenant_table);
    EXECUTE format('CREATE POLICY all_rows ON %I TO tallystick_system USING (true) WITH CHECK (true)', tenant_table);
  END LOOP;
END $$;
