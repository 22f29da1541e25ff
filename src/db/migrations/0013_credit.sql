-- A borrower's line, as the canonical facts about it add up.
CREATE TABLE credit_lines (
  id text PRIMARY KEY,
  -- null: of an account that no merchant confirmed; the pool's books need it all the same
  merchant_id text REFERENCES merchants,
  livemode boolean NOT NULL,
  chain_id text NOT NULL REFERENCES chains,
  asset_id text NOT NULL REFERENCES assets (asset_id),
  -- the credit line contract, its id of the line, and the borrower's settlement account
  contract text NOT NULL,
  onchain_id text NOT NULL,
  account text NOT NULL,
  status text NOT NULL CHECK (status IN ('REORGED', 'ACTIVE', 'FROZEN', 'LATE', 'DEFAULTED', 'WRITTEN_OFF', 'CLOSED')),
  -- in smallest units
  credit_limit numeric(78,0) NOT NULL CHECK (credit_limit >= 0),
  -- rates in basis points, times in seconds; minPayment a string of units
  terms jsonb NOT NULL,
  attestation text NOT NULL,
  amendments integer NOT NULL,
  principal numeric(78,0) NOT NULL CHECK (principal >= 0),
  -- in 1e-9 units, as of the last event
  interest numeric(78,0) NOT NULL CHECK (interest >= 0),
  -- Unix seconds of the earliest unpaid due date; null without debt
  due_at bigint,
  -- paid toward it
  paid numeric(78,0) NOT NULL,
  pool_loss numeric(78,0) NOT NULL,
  reserve_loss numeric(78,0) NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL,
  UNIQUE (chain_id, onchain_id)
);
CREATE INDEX credit_lines_page ON credit_lines (merchant_id, livemode, id);
CREATE INDEX credit_lines_owing ON credit_lines (chain_id, due_at) WHERE due_at IS NOT NULL AND status IN ('ACTIVE', 'FROZEN', 'LATE');

-- One draw: asked for by the API, or seen on the chain first.
CREATE TABLE credit_draws (
  id text PRIMARY KEY,
  credit_line_id text NOT NULL REFERENCES credit_lines,
  merchant_id text REFERENCES merchants,
  livemode boolean NOT NULL,
  asset_id text NOT NULL REFERENCES assets (asset_id),
  -- the fee included; in smallest units
  amount numeric(78,0) NOT NULL CHECK (amount > 0),
  -- null until it is on chain
  fee numeric(78,0),
  status text NOT NULL CHECK (status IN ('PREPARED', 'CONFIRMING', 'SUCCEEDED', 'REORGED')),
  -- of the prepared transaction: the wallet's nonce, and when the offer to send it ends
  nonce bigint,
  expires_at timestamptz,
  call_data text,
  fact_id bigint UNIQUE REFERENCES chain_facts,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((status IN ('CONFIRMING', 'SUCCEEDED')) = (fact_id IS NOT NULL)),
  CHECK (status <> 'PREPARED' OR (nonce IS NOT NULL AND expires_at IS NOT NULL AND call_data IS NOT NULL))
);
CREATE INDEX credit_draws_page ON credit_draws (credit_line_id, id);

GRANT SELECT, INSERT, UPDATE, DELETE ON credit_lines, credit_draws TO tallystick_system;
-- UPDATE of lines for the lock that admits one draw at a time.
GRANT SELECT, UPDATE ON credit_lines TO tallystick_api;
GRANT SELECT, INSERT, UPDATE ON credit_draws TO tallystick_api;
DO $$
DECLARE tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['credit_lines', 'credit_draws'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY own_rows ON %I TO tallystick_api USING (merchant_id = current_merchant()) WITH CHECK (merchant_id = current_merchant())', tenant_table);
    EXECUTE format('CREATE POLICY all_rows ON %I TO tallystick_system USING (true) WITH CHECK (true)', tenant_table);
  END LOOP;
END $$;
