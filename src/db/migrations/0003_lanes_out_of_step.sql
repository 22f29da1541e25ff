-- Since when the chain shows nonces of a signer that this database never gave, as after a restore; null while it does not.
ALTER TABLE signer_lanes ADD COLUMN out_of_step_since timestamptz;

-- WITHDRAWN: planned without the knowledge of those transactions, and therefore planned anew where still needed.
ALTER TABLE chain_transactions DROP CONSTRAINT chain_transactions_status_check;
ALTER TABLE chain_transactions ADD CONSTRAINT chain_transactions_status_check
  CHECK (status IN ('PLANNED', 'SIGNED', 'BROADCAST', 'MINED', 'FINAL', 'REVERTED', 'DROPPED', 'REFUSED', 'WITHDRAWN'));
