-- Facts above a height, and those between two: reconciliation and rollbacks ask for them.
CREATE INDEX chain_facts_block ON chain_facts (chain_id, block_number);

-- Comparisons of journal, chain and statements. A row that waits is the queue; what was found is kept.
CREATE TABLE reconciliation_runs (
  id text PRIMARY KEY,
  chain_id text NOT NULL REFERENCES chains,
  status text NOT NULL CHECK (status IN ('REQUESTED', 'COMPLETED')),
  -- compare every entry since the contracts were deployed, whatever earlier runs have seen
  is_full boolean NOT NULL,
  -- why the last attempt ended; the run is tried again
  failure text,
  -- the final block at which everything was compared
  block_number bigint,
  block_hash text,
  -- first block whose entries were compared one by one
  scanned_from bigint,
  -- movements on chain that were compared one by one
  entries integer,
  requested_at timestamptz NOT NULL,
  completed_at timestamptz,
  CHECK ((status = 'COMPLETED') = (completed_at IS NOT NULL AND block_number IS NOT NULL AND block_hash IS NOT NULL
    AND scanned_from IS NOT NULL AND entries IS NOT NULL))
);
CREATE UNIQUE INDEX reconciliation_runs_requested ON reconciliation_runs (chain_id) WHERE status = 'REQUESTED';
CREATE INDEX reconciliation_runs_chain ON reconciliation_runs (chain_id, completed_at);

-- What each account had at that block, by both books.
CREATE TABLE reconciliation_positions (
  run_id text NOT NULL REFERENCES reconciliation_runs,
  account text NOT NULL,
  asset_id text NOT NULL,
  on_chain numeric(78,0) NOT NULL,
  in_ledger numeric(78,0) NOT NULL,
  -- booked of blocks above: mined, not final
  in_flight numeric(78,0) NOT NULL,
  -- promised to what was handed to the chain and is in no block
  submitted numeric(78,0) NOT NULL,
  PRIMARY KEY (run_id, account, asset_id)
);

CREATE TABLE reconciliation_breaks (
  id text PRIMARY KEY,
  chain_id text NOT NULL REFERENCES chains,
  kind text NOT NULL CHECK (kind IN ('MISSING_IN_LEDGER', 'MISSING_ON_CHAIN', 'AMOUNT_MISMATCH', 'DUPLICATE', 'TIMING',
    'FEE_MISMATCH', 'UNKNOWN_ADDRESS')),
  -- which difference this is: the same one found again is the same break
  subject text NOT NULL,
  account text NOT NULL,
  asset_id text,
  on_chain numeric(78,0) NOT NULL,
  in_ledger numeric(78,0) NOT NULL,
  block_number bigint,
  tx_hash text,
  -- whose address it is that no account knows
  address text,
  status text NOT NULL CHECK (status IN ('OPEN', 'CLOSED')),
  opened_by text NOT NULL REFERENCES reconciliation_runs,
  closed_by text REFERENCES reconciliation_runs,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  CHECK ((status = 'CLOSED') = (closed_by IS NOT NULL AND closed_at IS NOT NULL))
);
CREATE UNIQUE INDEX reconciliation_breaks_open ON reconciliation_breaks (chain_id, subject) WHERE status = 'OPEN';
CREATE INDEX reconciliation_breaks_page ON reconciliation_breaks (status, id);

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliation_positions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT, INSERT, UPDATE ON reconciliation_runs, reconciliation_breaks TO tallystick_system;
GRANT SELECT, INSERT ON reconciliation_positions TO tallystick_system;
