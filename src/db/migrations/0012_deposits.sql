-- Payments that are paid at an address of their own. None has two, and none has another's.
ALTER TABLE payments
  ADD deposit_address text,
  ADD refund_to text,
  -- so much less than the amount is taken for all of it, in smallest units
  ADD tolerance numeric(78,0),
  -- what comes later is not the payment's any more
  ADD monitor_until timestamptz,
  -- what came to the address in time, in the payment's asset, and what was attached to it
  ADD amount_received numeric(78,0) NOT NULL DEFAULT 0,
  -- the merchant took less for all of it
  ADD underpayment_accepted boolean NOT NULL DEFAULT false,
  ADD CHECK ((deposit_address IS NULL) = (refund_to IS NULL) AND (deposit_address IS NULL) = (tolerance IS NULL)
    AND (deposit_address IS NULL) = (monitor_until IS NULL));
DROP INDEX payments_expiring;
CREATE INDEX payments_expiring ON payments (expires_at) WHERE status IN ('REQUIRES_PAYMENT', 'PARTIALLY_PAID');

-- Watched for ever: what comes to one is somebody's money, whenever it comes.
CREATE TABLE deposit_addresses (
  chain_id text NOT NULL REFERENCES chains,
  address text NOT NULL,
  payment_id text NOT NULL UNIQUE REFERENCES payments,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  -- what the address is made of
  account text NOT NULL,
  ref text NOT NULL,
  refund_to text NOT NULL,
  -- what is due there
  asset_id text NOT NULL REFERENCES assets (asset_id),
  due numeric(78,0) NOT NULL CHECK (due > 0),
  -- Unix seconds of blocks, exclusive
  expires_at bigint NOT NULL,
  monitor_until bigint NOT NULL,
  PRIMARY KEY (chain_id, address),
  UNIQUE (chain_id, ref)
);

-- What came to deposit addresses; whether it stands is its fact's state.
CREATE TABLE deposits (
  id text PRIMARY KEY,
  fact_id bigint NOT NULL UNIQUE REFERENCES chain_facts,
  payment_id text NOT NULL REFERENCES payments,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  chain_id text NOT NULL REFERENCES chains,
  address text NOT NULL,
  asset_id text NOT NULL REFERENCES assets (asset_id),
  amount numeric(78,0) NOT NULL CHECK (amount > 0),
  -- what of it the payment took; null until it is final
  matched numeric(78,0),
  -- the final sweep that brought it to Settlement
  swept_fact_id bigint REFERENCES chain_facts,
  FOREIGN KEY (chain_id, address) REFERENCES deposit_addresses
);
CREATE INDEX deposits_payment ON deposits (payment_id);
CREATE INDEX deposits_waiting ON deposits (chain_id, address, asset_id) WHERE matched IS NOT NULL AND swept_fact_id IS NULL;
CREATE INDEX deposits_swept ON deposits (swept_fact_id);

-- Money that came and is no payment's.
CREATE TABLE unmatched_deposits (
  id text PRIMARY KEY,
  deposit_id text NOT NULL UNIQUE REFERENCES deposits,
  -- whose address it came to
  payment_id text NOT NULL REFERENCES payments,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  chain_id text NOT NULL REFERENCES chains,
  asset_id text NOT NULL REFERENCES assets (asset_id),
  amount numeric(78,0) NOT NULL CHECK (amount > 0),
  -- what of it reached Settlement; null until it is swept
  swept numeric(78,0),
  -- the platform's part of that
  fee numeric(78,0) NOT NULL DEFAULT 0,
  reason text NOT NULL CHECK (reason IN ('WRONG_ASSET', 'LATE', 'OVERPAID')),
  status text NOT NULL CHECK (status IN ('OPEN', 'ATTACHED', 'REFUNDED', 'WRITTEN_OFF', 'ORPHANED')),
  attached_payment_id text REFERENCES payments,
  payout_id text UNIQUE REFERENCES payouts,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL,
  CHECK ((status = 'ATTACHED') = (attached_payment_id IS NOT NULL)),
  CHECK (status <> 'REFUNDED' OR payout_id IS NOT NULL)
);
CREATE INDEX unmatched_deposits_page ON unmatched_deposits (merchant_id, livemode, id);
CREATE INDEX unmatched_deposits_attached ON unmatched_deposits (attached_payment_id) WHERE attached_payment_id IS NOT NULL;

-- What we ask the chain to bring from an address to Settlement, one token at a time.
CREATE TABLE sweeps (
  id text PRIMARY KEY,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  chain_id text NOT NULL REFERENCES chains,
  address text NOT NULL,
  asset_id text NOT NULL REFERENCES assets (asset_id),
  status text NOT NULL CHECK (status IN ('PLANNED', 'SUBMITTED', 'CONFIRMING', 'SWEPT', 'FAILED')),
  failure text,
  -- what Settlement received; null before
  amount numeric(78,0),
  transaction_id text REFERENCES chain_transactions,
  fact_id bigint REFERENCES chain_facts,
  -- a FAILED one: the address is not tried again before
  retry_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL,
  FOREIGN KEY (chain_id, address) REFERENCES deposit_addresses
);
CREATE UNIQUE INDEX sweeps_one_open ON sweeps (chain_id, address, asset_id) WHERE status IN ('PLANNED', 'SUBMITTED', 'CONFIRMING');
CREATE INDEX sweeps_planned ON sweeps (chain_id, asset_id, id) WHERE status = 'PLANNED';
CREATE INDEX sweeps_submitted ON sweeps (id) WHERE status = 'SUBMITTED';
CREATE INDEX sweeps_failed ON sweeps (chain_id, address, asset_id, retry_at) WHERE status = 'FAILED';
CREATE INDEX sweeps_transaction ON sweeps (transaction_id);
CREATE INDEX sweeps_fact ON sweeps (fact_id);

-- What came and is nobody's yet never falls below zero either.
DROP TRIGGER no_overdraft ON ledger_balances;
CREATE TRIGGER no_overdraft AFTER INSERT OR UPDATE ON ledger_balances FOR EACH ROW
  WHEN ((NEW.account LIKE 'merchant:%' OR NEW.account LIKE 'suspense:%') AND NEW.debits > NEW.credits)
  EXECUTE FUNCTION refuse_overdraft();

GRANT SELECT, INSERT, UPDATE, DELETE ON deposit_addresses, deposits, unmatched_deposits, sweeps TO tallystick_system;
GRANT SELECT, INSERT ON deposit_addresses TO tallystick_api;
GRANT SELECT ON deposits, sweeps TO tallystick_api;
GRANT SELECT, UPDATE ON unmatched_deposits TO tallystick_api;
DO $$
DECLARE tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['deposit_addresses', 'deposits', 'unmatched_deposits', 'sweeps'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY own_rows ON %I TO tallystick_api USING (merchant_id = current_merchant()) WITH CHECK (merchant_id = current_merchant())', tenant_table);
    EXECUTE format('CREATE POLICY all_rows ON %I TO tallystick_system USING (true) WITH CHECK (true)', tenant_table);
  END LOOP;
END $$;
