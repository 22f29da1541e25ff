-- Epochs of the ledger's anchor: what the contracts owed at a block, and the root of the ledger as of that block.
CREATE TABLE reserve_epochs (
  chain_id text NOT NULL REFERENCES chains,
  epoch bigint NOT NULL CHECK (epoch > 0),
  -- REQUESTED: the snapshot is under way; TAKEN: it is in a block; PREPARED: the root is known, the anchor under way
  status text NOT NULL CHECK (status IN ('REQUESTED', 'TAKEN', 'PREPARED', 'ANCHORED', 'FAILED')),
  failure text,
  snapshot_transaction_id text REFERENCES chain_transactions,
  anchor_transaction_id text REFERENCES chain_transactions,
  block_number bigint,
  block_hash text,
  -- the last sealed entry that the root commits to
  seal_seq bigint,
  seal_hash text,
  root text,
  -- of the transaction that anchored it
  anchor_tx_hash text,
  created_at timestamptz NOT NULL,
  anchored_at timestamptz,
  PRIMARY KEY (chain_id, epoch)
);
CREATE INDEX reserve_epochs_transactions ON reserve_epochs (snapshot_transaction_id, anchor_transaction_id);

CREATE TABLE reserve_totals (
  chain_id text NOT NULL,
  epoch bigint NOT NULL,
  asset_id text NOT NULL,
  -- place in the snapshot
  place integer NOT NULL,
  -- what the snapshot says is owed: to payers, and by Settlement
  held numeric(78,0) NOT NULL,
  balances numeric(78,0) NOT NULL,
  tree_hash text,
  -- what all contracts of the suite have and owe at the block, by SolvencyLens
  assets numeric(78,0),
  liabilities numeric(78,0),
  PRIMARY KEY (chain_id, epoch, asset_id),
  FOREIGN KEY (chain_id, epoch) REFERENCES reserve_epochs
);

-- Leaves of the sum trees, in their order.
CREATE TABLE reserve_leaves (
  chain_id text NOT NULL,
  epoch bigint NOT NULL,
  asset_id text NOT NULL,
  place integer NOT NULL,
  -- null: what is no merchant's, such as fees
  merchant_id text REFERENCES merchants,
  salt text NOT NULL,
  held numeric(78,0) NOT NULL CHECK (held >= 0),
  balances numeric(78,0) NOT NULL CHECK (balances >= 0),
  PRIMARY KEY (chain_id, epoch, asset_id, place),
  FOREIGN KEY (chain_id, epoch, asset_id) REFERENCES reserve_totals
);
CREATE INDEX reserve_leaves_merchant ON reserve_leaves (merchant_id, chain_id, asset_id, epoch);

GRANT SELECT, INSERT, UPDATE, DELETE ON reserve_epochs, reserve_totals, reserve_leaves TO tallystick_system;
