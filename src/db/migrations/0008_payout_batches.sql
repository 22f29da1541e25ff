-- Many payouts asked for at once. What became of a batch follows from its payouts and is not stored.
CREATE TABLE payout_batches (
  id text PRIMARY KEY,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  merchant_reference text,
  created_at timestamptz NOT NULL
);
CREATE INDEX payout_batches_page ON payout_batches (merchant_id, livemode, id);

ALTER TABLE payouts ADD COLUMN payout_batch_id text REFERENCES payout_batches;
CREATE INDEX payouts_payout_batch ON payouts (payout_batch_id, status) WHERE payout_batch_id IS NOT NULL;

-- Taken back by the merchant before anything carried it.
ALTER TABLE payouts DROP CONSTRAINT payouts_status_check;
ALTER TABLE payouts ADD CONSTRAINT payouts_status_check
  CHECK (status IN ('READY', 'SUBMITTED', 'CONFIRMING', 'PAID', 'FAILED', 'CANCELED'));
ALTER TABLE payouts ADD CONSTRAINT payouts_canceled_unsent CHECK (status <> 'CANCELED' OR transaction_id IS NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON payout_batches TO tallystick_system;
-- UPDATE for the lock that ends a batch once; nothing of it changes.
GRANT SELECT, INSERT, UPDATE ON payout_batches TO tallystick_api;
ALTER TABLE payout_batches ENABLE ROW LEVEL SECURITY;
ALTER TABLE payout_batches FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON payout_batches TO tallystick_api
  USING (merchant_id = current_merchant()) WITH CHECK (merchant_id = current_merchant());
CREATE POLICY all_rows ON payout_batches TO tallystick_system USING (true) WITH CHECK (true);
