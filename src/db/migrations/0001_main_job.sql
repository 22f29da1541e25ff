-- Two roles do all work: tallystick_api sees one merchant's rows, tallystick_system sees every row.
-- Neither is a superuser nor bypasses row-level security; the login role only switches to them.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tallystick_api') THEN
    CREATE ROLE tallystick_api NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server made it just now
END $$;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tallystick_system') THEN
    CREATE ROLE tallystick_system NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
  EXECUTE format('GRANT tallystick_api, tallystick_system TO %I', current_user);
EXCEPTION WHEN unique_violation THEN NULL;
END $$;

CREATE FUNCTION current_merchant() RETURNS text LANGUAGE sql STABLE
  RETURN nullif(current_setting('tallystick.merchant_id', true), '');

-- ── Who ─────────────────────────────────────────────────────────────────────

CREATE TABLE merchants (
  id text PRIMARY KEY,
  name text NOT NULL,
  fee_bps integer NOT NULL CHECK (fee_bps BETWEEN 0 AND 10000),
  created_at timestamptz NOT NULL
);

CREATE TABLE api_keys (
  id text PRIMARY KEY,
  -- null: an operator's key
  merchant_id text REFERENCES merchants,
  label text NOT NULL,
  livemode boolean NOT NULL,
  scopes text[] NOT NULL,
  -- sha256 of the secret, hexadecimal; the secret has 256 random bits, so no salt is needed
  secret_hash text NOT NULL UNIQUE,
  last4 text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  rotated_to text REFERENCES api_keys
);

-- ── Where ───────────────────────────────────────────────────────────────────

CREATE TABLE chains (
  id text PRIMARY KEY,
  name text NOT NULL,
  livemode boolean NOT NULL,
  genesis_hash text NOT NULL,
  -- blocks below the head that are final
  finality_depth integer NOT NULL CHECK (finality_depth > 0),
  -- addresses of our contracts: escrow, paymentCollector, refundCollector, settlement, operator, feeReceiver
  contracts jsonb NOT NULL,
  start_block bigint NOT NULL
);

CREATE TABLE assets (
  id text PRIMARY KEY,
  -- CAIP-19
  asset_id text NOT NULL UNIQUE,
  chain_id text NOT NULL REFERENCES chains,
  token text NOT NULL,
  symbol text NOT NULL,
  name text NOT NULL,
  decimals integer NOT NULL CHECK (decimals BETWEEN 0 AND 77),
  -- EIP-712 version of the token's domain; null without EIP-3009
  eip712_version text,
  gasless text[] NOT NULL,
  minimum_units numeric(78,0) NOT NULL CHECK (minimum_units > 0),
  enabled boolean NOT NULL DEFAULT true
);

CREATE TABLE settlement_accounts (
  id text PRIMARY KEY,
  merchant_id text NOT NULL REFERENCES merchants,
  chain_id text NOT NULL REFERENCES chains,
  account text NOT NULL,
  -- PENDING until the account's signature is given, ACTIVE, RETIRED when another one took its place
  status text NOT NULL CHECK (status IN ('PENDING', 'ACTIVE', 'RETIRED')),
  created_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  UNIQUE (merchant_id, chain_id, account)
);
CREATE UNIQUE INDEX settlement_accounts_one_active ON settlement_accounts (merchant_id, chain_id) WHERE status = 'ACTIVE';
-- An account belongs to one merchant: its balance on chain cannot be told apart.
CREATE UNIQUE INDEX settlement_accounts_one_owner ON settlement_accounts (chain_id, account) WHERE status <> 'PENDING';

-- ── The chain as we saw it ──────────────────────────────────────────────────

CREATE TABLE indexer_checkpoints (
  chain_id text PRIMARY KEY REFERENCES chains,
  block_number bigint NOT NULL,
  block_hash text NOT NULL,
  block_timestamp bigint NOT NULL,
  finalized_number bigint NOT NULL
);

-- Headers that a reorg may still replace, and every block with a fact.
CREATE TABLE chain_blocks (
  chain_id text NOT NULL REFERENCES chains,
  hash text NOT NULL,
  number bigint NOT NULL,
  parent_hash text NOT NULL,
  block_timestamp bigint NOT NULL,
  canonical boolean NOT NULL,
  PRIMARY KEY (chain_id, hash)
);
CREATE UNIQUE INDEX chain_blocks_one_canonical ON chain_blocks (chain_id, number) WHERE canonical;

-- What our contracts said; never deleted. A reorg makes a fact ORPHANED; a re-included log is a new fact.
CREATE TABLE chain_facts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  chain_id text NOT NULL REFERENCES chains,
  block_number bigint NOT NULL,
  block_hash text NOT NULL,
  block_timestamp bigint NOT NULL,
  log_index integer NOT NULL,
  tx_hash text NOT NULL,
  contract text NOT NULL,
  name text NOT NULL,
  -- hash of the payment or payout batch, or the address the fact is about
  subject text NOT NULL,
  args jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('SEEN', 'FINAL', 'ORPHANED')),
  UNIQUE (chain_id, block_hash, log_index)
);
CREATE INDEX chain_facts_subject ON chain_facts (subject, chain_id);
CREATE INDEX chain_facts_unfinal ON chain_facts (chain_id, block_number) WHERE state = 'SEEN';
CREATE INDEX chain_facts_tx ON chain_facts (tx_hash);

CREATE TABLE signer_lanes (
  chain_id text NOT NULL REFERENCES chains,
  lane text NOT NULL,
  signer text NOT NULL,
  next_nonce bigint NOT NULL,
  PRIMARY KEY (chain_id, lane),
  UNIQUE (chain_id, signer)
);

CREATE TABLE chain_transactions (
  id text PRIMARY KEY,
  chain_id text NOT NULL REFERENCES chains,
  lane text NOT NULL,
  -- what it is for: authorize, captureBatch, void, refundBatch, payoutBatch, setRecipient
  purpose text NOT NULL,
  target text NOT NULL,
  call_data text NOT NULL,
  status text NOT NULL CHECK (status IN ('PLANNED', 'SIGNED', 'BROADCAST', 'MINED', 'FINAL', 'REVERTED', 'DROPPED', 'REFUSED')),
  signer text,
  nonce bigint,
  gas_limit bigint,
  -- the attempt that was mined, else the one signed last
  hash text,
  mined_block_number bigint,
  mined_block_hash text,
  -- the block at which the nonce was first seen used by a transaction that is none of the attempts
  consumed_block_number bigint,
  consumed_block_hash text,
  -- why it was REFUSED before it took a nonce, or REVERTED
  failure text,
  broadcast_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX chain_transactions_nonce ON chain_transactions (chain_id, signer, nonce);
CREATE INDEX chain_transactions_open ON chain_transactions (chain_id, lane, created_at) WHERE status IN ('PLANNED', 'SIGNED', 'BROADCAST', 'MINED');

-- Each signed version of a transaction: stored before it is sent, so that no outcome is ever unknown for long.
CREATE TABLE chain_transaction_attempts (
  hash text PRIMARY KEY,
  transaction_id text NOT NULL REFERENCES chain_transactions,
  raw text NOT NULL,
  max_fee_per_gas numeric(78,0) NOT NULL,
  max_priority_fee_per_gas numeric(78,0) NOT NULL,
  signed_at timestamptz NOT NULL
);
CREATE INDEX chain_transaction_attempts_transaction ON chain_transaction_attempts (transaction_id);

-- ── Payments ────────────────────────────────────────────────────────────────

CREATE TABLE payments (
  id text PRIMARY KEY,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  merchant_reference text,
  description text,
  metadata jsonb,
  status text NOT NULL,
  status_reasons text[] NOT NULL,
  capture_method text NOT NULL CHECK (capture_method IN ('AUTOMATIC', 'MANUAL')),
  chain_id text NOT NULL REFERENCES chains,
  asset_id text NOT NULL REFERENCES assets (asset_id),
  amount numeric(78,0) NOT NULL CHECK (amount > 0),
  fee_bps integer NOT NULL,
  -- the signed terms but for the payer, who is known when the payment is prepared
  terms jsonb NOT NULL,
  payer text,
  -- the escrow's hash of the terms; null until the payer is bound
  payment_hash text,
  amount_authorized numeric(78,0) NOT NULL DEFAULT 0,
  amount_captured numeric(78,0) NOT NULL DEFAULT 0,
  amount_voided numeric(78,0) NOT NULL DEFAULT 0,
  amount_reclaimed numeric(78,0) NOT NULL DEFAULT 0,
  amount_refunded numeric(78,0) NOT NULL DEFAULT 0,
  fee numeric(78,0) NOT NULL DEFAULT 0,
  -- captures and refunds that were asked for and are not on chain yet
  amount_capture_pending numeric(78,0) NOT NULL DEFAULT 0,
  amount_refund_pending numeric(78,0) NOT NULL DEFAULT 0,
  -- block of the newest fact in the amounts above
  as_of_block bigint,
  expires_at timestamptz NOT NULL,
  authorization_expires_at timestamptz NOT NULL,
  refund_expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL
);
CREATE UNIQUE INDEX payments_hash ON payments (chain_id, payment_hash);
CREATE UNIQUE INDEX payments_reference ON payments (merchant_id, livemode, merchant_reference)
  WHERE status NOT IN ('EXPIRED', 'CANCELED');
CREATE INDEX payments_page ON payments (merchant_id, livemode, id);
CREATE INDEX payments_updated ON payments (merchant_id, livemode, updated_at);
CREATE INDEX payments_expiring ON payments (expires_at) WHERE status = 'REQUIRES_PAYMENT';

-- Wallets that a payment was prepared for: the terms name the payer, so each has a hash of its own.
CREATE TABLE payment_payers (
  chain_id text NOT NULL REFERENCES chains,
  payment_hash text NOT NULL,
  payment_id text NOT NULL REFERENCES payments,
  merchant_id text NOT NULL REFERENCES merchants,
  payer text NOT NULL,
  -- the transaction in which the payer says to have pre-approved; a hint, the fact decides
  announced_tx_hash text,
  PRIMARY KEY (chain_id, payment_hash),
  UNIQUE (payment_id, payer)
);

-- What we ask of the chain for a payment. One row is done by one transaction and at most once.
CREATE TABLE payment_operations (
  id text PRIMARY KEY,
  payment_id text NOT NULL REFERENCES payments,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  chain_id text NOT NULL REFERENCES chains,
  kind text NOT NULL CHECK (kind IN ('AUTHORIZE', 'CAPTURE', 'VOID', 'REFUND')),
  amount numeric(78,0) NOT NULL CHECK (amount > 0),
  fee numeric(78,0) NOT NULL DEFAULT 0,
  -- AUTHORIZE: how the payer agreed, {"scheme": "EIP3009", "validAfter", "validBefore", "signature"} or {"scheme": "PREAPPROVAL"}
  consent jsonb,
  status text NOT NULL CHECK (status IN ('PENDING', 'SUBMITTED', 'CONFIRMING', 'SUCCEEDED', 'FAILED')),
  failure text,
  transaction_id text REFERENCES chain_transactions,
  -- the fact that did it, while that fact is canonical
  fact_id bigint REFERENCES chain_facts,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL
);
CREATE INDEX payment_operations_payment ON payment_operations (payment_id, kind, id);
CREATE INDEX payment_operations_pending ON payment_operations (kind, chain_id, id) WHERE status = 'PENDING';
CREATE INDEX payment_operations_transaction ON payment_operations (transaction_id);
CREATE INDEX payment_operations_fact ON payment_operations (fact_id);
-- A payment has one way to be authorized and one to be voided in flight at a time.
CREATE UNIQUE INDEX payment_operations_single ON payment_operations (payment_id, kind)
  WHERE kind IN ('AUTHORIZE', 'VOID') AND status <> 'FAILED';

-- ── Payouts ─────────────────────────────────────────────────────────────────

CREATE TABLE recipients (
  id text PRIMARY KEY,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  label text NOT NULL,
  chain_id text NOT NULL REFERENCES chains,
  address text NOT NULL,
  -- the merchant's settlement account that pays this recipient
  account text NOT NULL,
  status text NOT NULL CHECK (status IN ('PENDING', 'ACTIVE', 'FAILED', 'REMOVED')),
  failure text,
  usable_from timestamptz,
  transaction_id text REFERENCES chain_transactions,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX recipients_account ON recipients (merchant_id, livemode, chain_id, address) WHERE status IN ('PENDING', 'ACTIVE');
CREATE INDEX recipients_pending ON recipients (chain_id, id) WHERE status = 'PENDING' AND transaction_id IS NULL;

CREATE TABLE payouts (
  id text PRIMARY KEY,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  merchant_reference text,
  -- null: to the payout address of the merchant's own settlement account
  recipient_id text REFERENCES recipients,
  chain_id text NOT NULL REFERENCES chains,
  asset_id text NOT NULL REFERENCES assets (asset_id),
  account text NOT NULL,
  destination text NOT NULL,
  amount numeric(78,0) NOT NULL CHECK (amount > 0),
  status text NOT NULL CHECK (status IN ('READY', 'SUBMITTED', 'CONFIRMING', 'PAID', 'FAILED')),
  failure text,
  -- the contract's batch id; it executes an id once, ever
  batch_hash text,
  transaction_id text REFERENCES chain_transactions,
  fact_id bigint REFERENCES chain_facts,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL
);
CREATE INDEX payouts_page ON payouts (merchant_id, livemode, id);
CREATE INDEX payouts_ready ON payouts (chain_id, id) WHERE status = 'READY';
CREATE INDEX payouts_batch ON payouts (batch_hash);
CREATE INDEX payouts_transaction ON payouts (transaction_id);

-- ── Requests are answered once ──────────────────────────────────────────────

CREATE TABLE idempotency_keys (
  merchant_id text NOT NULL REFERENCES merchants,
  operation text NOT NULL,
  livemode boolean NOT NULL,
  key text NOT NULL,
  -- sha256 of the canonical input
  request_hash text NOT NULL,
  -- id of the object that the first request made or changed; null only inside its transaction
  result_id text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, operation, livemode, key)
);

-- ── Ledger ──────────────────────────────────────────────────────────────────

CREATE TABLE journal_entries (
  id text PRIMARY KEY,
  kind text NOT NULL,
  -- what caused it: a fact (fact:<id>) or a command's object
  source_id text NOT NULL,
  attempt integer NOT NULL,
  reverses text UNIQUE REFERENCES journal_entries,
  -- whose business it is; null for the platform's own
  merchant_id text REFERENCES merchants,
  livemode boolean NOT NULL,
  posted_at timestamptz NOT NULL,
  UNIQUE (source_id, kind, attempt)
);
CREATE INDEX journal_entries_page ON journal_entries (merchant_id, livemode, id);

CREATE TABLE journal_lines (
  entry_id text NOT NULL REFERENCES journal_entries,
  line integer NOT NULL,
  account text NOT NULL,
  -- whose line it is; merchants see their own lines, never the platform's
  merchant_id text REFERENCES merchants,
  asset_id text NOT NULL,
  direction text NOT NULL CHECK (direction IN ('DEBIT', 'CREDIT')),
  units numeric(78,0) NOT NULL CHECK (units > 0),
  PRIMARY KEY (entry_id, line)
);
CREATE INDEX journal_lines_account ON journal_lines (account, asset_id);

CREATE TABLE ledger_balances (
  account text NOT NULL,
  asset_id text NOT NULL,
  merchant_id text REFERENCES merchants,
  debits numeric(78,0) NOT NULL,
  credits numeric(78,0) NOT NULL,
  PRIMARY KEY (account, asset_id)
);

-- What we owe a merchant never falls below zero. A trigger, since an upsert tests a CHECK on the row it proposes.
CREATE FUNCTION refuse_overdraft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'overdraft of %', NEW.account
    USING ERRCODE = 'check_violation', CONSTRAINT = 'no_negative_liability', TABLE = 'ledger_balances';
END $$;
CREATE TRIGGER no_overdraft AFTER INSERT OR UPDATE ON ledger_balances FOR EACH ROW
  WHEN (NEW.account LIKE 'merchant:%' AND NEW.debits > NEW.credits) EXECUTE FUNCTION refuse_overdraft();

-- Tamper evidence, made after the fact so that posting takes no common lock.
CREATE TABLE journal_seals (
  seal_seq bigint PRIMARY KEY,
  entry_id text NOT NULL UNIQUE REFERENCES journal_entries,
  hash text NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- All lines of an entry come in one statement, so the statement's rows must balance per entry and asset.
CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad record;
BEGIN
  SELECT entry_id, asset_id, sum(CASE direction WHEN 'DEBIT' THEN units ELSE -units END) AS difference INTO bad
    FROM added GROUP BY entry_id, asset_id
    HAVING sum(CASE direction WHEN 'DEBIT' THEN units ELSE -units END) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'entry % is out of balance by % of %', bad.entry_id, bad.difference, bad.asset_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER balanced AFTER INSERT ON journal_lines REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced();

-- ── Events and webhooks ─────────────────────────────────────────────────────

CREATE TABLE events (
  -- order of writing; for one object also the order of commits, since its row is locked
  serial bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text NOT NULL UNIQUE,
  -- order of publication, without gaps; null until published
  sequence bigint UNIQUE,
  object_sequence bigint,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  type text NOT NULL,
  object_id text NOT NULL,
  snapshot jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX events_unpublished ON events (serial) WHERE sequence IS NULL;
CREATE INDEX events_merchant ON events (merchant_id, livemode, sequence);
CREATE INDEX events_object ON events (object_id, serial);

CREATE TABLE webhook_endpoints (
  id text PRIMARY KEY,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  url text NOT NULL,
  event_types text[] NOT NULL,
  -- AES-256-GCM under the configured key: nonce, tag and ciphertext, base64
  secret_sealed text NOT NULL,
  api_version text NOT NULL,
  status text NOT NULL CHECK (status IN ('ENABLED', 'PAUSED', 'DISABLED')),
  failing_since timestamptz,
  created_at timestamptz NOT NULL
);

CREATE TABLE webhook_deliveries (
  id text PRIMARY KEY,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  endpoint_id text NOT NULL REFERENCES webhook_endpoints,
  event_id text NOT NULL REFERENCES events (id),
  redelivery_of text REFERENCES webhook_deliveries,
  status text NOT NULL CHECK (status IN ('PENDING', 'IN_FLIGHT', 'DELIVERED', 'RETRY_SCHEDULED', 'EXHAUSTED')),
  attempt_count integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  lease_owner text,
  lease_until timestamptz,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX webhook_deliveries_once ON webhook_deliveries (event_id, endpoint_id) WHERE redelivery_of IS NULL;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE status IN ('PENDING', 'RETRY_SCHEDULED', 'IN_FLIGHT');
CREATE INDEX webhook_deliveries_page ON webhook_deliveries (merchant_id, livemode, id);

CREATE TABLE webhook_attempts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  delivery_id text NOT NULL REFERENCES webhook_deliveries,
  merchant_id text NOT NULL REFERENCES merchants,
  attempted_at timestamptz NOT NULL,
  duration_ms integer NOT NULL,
  -- null when no answer came
  status_code integer,
  failure text
);
CREATE INDEX webhook_attempts_delivery ON webhook_attempts (delivery_id, id);

-- ── Row-level security: the second wall behind the queries ──────────────────

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tallystick_system;
GRANT SELECT ON chains, assets, indexer_checkpoints, chain_facts, chain_transactions TO tallystick_api;
GRANT SELECT ON merchants, settlement_accounts, journal_seals TO tallystick_api;
GRANT SELECT, INSERT, UPDATE ON payments, payment_payers, payment_operations, recipients, payouts, idempotency_keys,
  ledger_balances, webhook_endpoints, webhook_deliveries TO tallystick_api;
GRANT SELECT, INSERT ON journal_entries, journal_lines, events, api_keys TO tallystick_api;
GRANT UPDATE (expires_at, rotated_to) ON api_keys TO tallystick_api;
GRANT SELECT ON webhook_attempts TO tallystick_api;

DO $$
DECLARE tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'api_keys', 'settlement_accounts', 'payments', 'payment_payers', 'payment_operations', 'recipients', 'payouts', 'idempotency_keys',
    'journal_entries', 'journal_lines', 'ledger_balances', 'events', 'webhook_endpoints', 'webhook_deliveries', 'webhook_attempts'
  ] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY own_rows ON %I TO tallystick_api USING (merchant_id = current_merchant()) WITH CHECK (merchant_id = current_merchant())', tenant_table);
    EXECUTE format('CREATE POLICY all_rows ON %I TO tallystick_system USING (true) WITH CHECK (true)', tenant_table);
  END LOOP;
END $$;
ALTER TABLE merchants ENABLE ROW LEVEL SECURITY;
ALTER TABLE merchants FORCE ROW LEVEL SECURITY;
CREATE POLICY own_row ON merchants TO tallystick_api USING (id = current_merchant());
CREATE POLICY all_rows ON merchants TO tallystick_system USING (true) WITH CHECK (true);
