-- What a merchant asked to borrow, what it was judged by, and what was offered. The figures never leave this table but
-- to the merchant itself; the chain sees their salted commitment.
CREATE TABLE credit_requests (
  id text PRIMARY KEY,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  chain_id text NOT NULL REFERENCES chains,
  asset_id text NOT NULL REFERENCES assets (asset_id),
  account text NOT NULL,
  -- in smallest units
  wanted numeric(78,0) NOT NULL CHECK (wanted > 0),
  status text NOT NULL CHECK (status IN ('REQUESTED', 'REVIEW', 'APPROVED', 'OFFERED', 'DECLINED')),
  scorecard integer,
  points integer CHECK (points BETWEEN 0 AND 100),
  -- [{factor, points, most, reason}]
  factors jsonb,
  -- [{name, value, salt}]: the leaves of the commitment, in their order
  leaves jsonb,
  attestation text UNIQUE,
  -- the contract's CreditTerms; integers that may be large are strings
  terms jsonb,
  underwriter text,
  signature text,
  -- the operator's key that approved it
  approved_by text,
  consent_revoked_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL,
  CHECK ((status = 'OFFERED') = (signature IS NOT NULL)),
  CHECK ((status = 'REQUESTED') = (attestation IS NULL)),
  CHECK (status NOT IN ('REVIEW', 'APPROVED', 'OFFERED') OR terms IS NOT NULL)
);
CREATE INDEX credit_requests_page ON credit_requests (merchant_id, livemode, id);
CREATE INDEX credit_requests_waiting ON credit_requests (id) WHERE status IN ('REQUESTED', 'APPROVED');
-- One at a time is under way.
CREATE UNIQUE INDEX credit_requests_open ON credit_requests (merchant_id, asset_id) WHERE status IN ('REQUESTED', 'REVIEW', 'APPROVED') AND consent_revoked_at IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON credit_requests TO tallystick_system;
-- The API takes requests and revocations; it judges, approves and signs nothing.
GRANT SELECT, INSERT, UPDATE (consent_revoked_at, updated_at, version) ON credit_requests TO tallystick_api;
ALTER TABLE credit_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE credit_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON credit_requests TO tallystick_api
  USING (merchant_id = current_merchant()) WITH CHECK (merchant_id = current_merchant());
CREATE POLICY all_rows ON credit_requests TO tallystick_system USING (true) WITH CHECK (true);
