-- People of a merchant. Each has a key that nobody else has seen.
CREATE TABLE members (
  id text PRIMARY KEY,
  merchant_id text NOT NULL REFERENCES merchants,
  livemode boolean NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('OWNER', 'FINANCE', 'DEVELOPER', 'SUPPORT', 'VIEWER')),
  status text NOT NULL CHECK (status IN ('INVITED', 'ACTIVE', 'REMOVED')),
  -- null: an operator
  invited_by text REFERENCES members,
  -- sha256 of the invitation's token, hexadecimal, until it is accepted
  invitation_hash text UNIQUE,
  invitation_expires_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((status = 'INVITED') = (invitation_hash IS NOT NULL)),
  CHECK ((invitation_hash IS NULL) = (invitation_expires_at IS NULL))
);
CREATE INDEX members_page ON members (merchant_id, livemode, id);

ALTER TABLE api_keys
  -- whose own key it is; null: a server's
  ADD COLUMN member_id text REFERENCES members,
  -- the member who made a server's key, and so has seen its secret
  ADD COLUMN created_by text REFERENCES members,
  -- Only a person can be a second person.
  ADD CONSTRAINT api_keys_person_approves CHECK (member_id IS NOT NULL OR NOT 'payouts:approve' = ANY (scopes));
CREATE INDEX api_keys_member ON api_keys (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX api_keys_created_by ON api_keys (created_by) WHERE created_by IS NOT NULL;

-- What a merchant may pay out of an asset within 24 hours, in smallest units; null: any amount.
CREATE TABLE payout_limits (
  merchant_id text NOT NULL REFERENCES merchants,
  -- that of the asset's chain
  livemode boolean NOT NULL,
  asset_id text NOT NULL REFERENCES assets (asset_id),
  -- without a second person
  approval_above numeric(78,0) CHECK (approval_above >= 0),
  -- at all
  daily_limit numeric(78,0) CHECK (daily_limit >= 0),
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, asset_id)
);

ALTER TABLE payouts
  -- the member who asked for it, or made the key that did; null: nobody knows
  ADD COLUMN requested_by text REFERENCES members,
  ADD COLUMN approvals_required integer NOT NULL DEFAULT 0 CHECK (approvals_required BETWEEN 0 AND 2),
  DROP CONSTRAINT payouts_status_check,
  ADD CONSTRAINT payouts_status_check
    CHECK (status IN ('REQUIRES_APPROVAL', 'READY', 'SUBMITTED', 'CONFIRMING', 'PAID', 'FAILED', 'CANCELED')),
  ADD CONSTRAINT payouts_approval_wanted CHECK (status <> 'REQUIRES_APPROVAL' OR approvals_required > 0);
CREATE INDEX payouts_daily ON payouts (merchant_id, asset_id, created_at);

CREATE TABLE payout_approvals (
  payout_id text NOT NULL REFERENCES payouts,
  member_id text NOT NULL REFERENCES members,
  merchant_id text NOT NULL REFERENCES merchants,
  approved_at timestamptz NOT NULL,
  PRIMARY KEY (payout_id, member_id)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payout_approvals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Maker and checker are different people, whatever the program believes.
CREATE FUNCTION refuse_own_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM payouts p JOIN members m ON m.merchant_id = p.merchant_id AND m.livemode = p.livemode
    WHERE p.id = NEW.payout_id AND p.merchant_id = NEW.merchant_id AND p.status = 'REQUIRES_APPROVAL'
      AND m.id = NEW.member_id AND m.status = 'ACTIVE' AND p.requested_by IS DISTINCT FROM m.id
  ) THEN
    RAISE EXCEPTION '% is no second person for %', NEW.member_id, NEW.payout_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'second_person', TABLE = 'payout_approvals';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER second_person BEFORE INSERT ON payout_approvals FOR EACH ROW EXECUTE FUNCTION refuse_own_approval();

CREATE FUNCTION refuse_unapproved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM payout_approvals WHERE payout_id = NEW.id) < NEW.approvals_required THEN
    RAISE EXCEPTION '% is not approved', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_before_sent', TABLE = 'payouts';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approved_before_sent BEFORE INSERT OR UPDATE ON payouts FOR EACH ROW
  WHEN (NEW.approvals_required > 0 AND NEW.status IN ('READY', 'SUBMITTED')) EXECUTE FUNCTION refuse_unapproved();

CREATE FUNCTION refuse_new_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what % pays, and who must approve it, does not change', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER terms_stay BEFORE UPDATE ON payouts FOR EACH ROW
  WHEN ((OLD.requested_by, OLD.approvals_required, OLD.amount, OLD.asset_id, OLD.account, OLD.destination)
    IS DISTINCT FROM (NEW.requested_by, NEW.approvals_required, NEW.amount, NEW.asset_id, NEW.account, NEW.destination))
  EXECUTE FUNCTION refuse_new_terms();

GRANT SELECT, INSERT, UPDATE, DELETE ON members, payout_limits, payout_approvals TO tallystick_system;
GRANT SELECT ON members, payout_limits TO tallystick_api;
GRANT SELECT, INSERT ON payout_approvals TO tallystick_api;
DO $$
DECLARE tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['members', 'payout_limits', 'payout_approvals'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY own_rows ON %I TO tallystick_api USING (merchant_id = current_merchant()) WITH CHECK (merchant_id = current_merchant())', tenant_table);
    EXECUTE format('CREATE POLICY all_rows ON %I TO tallystick_system USING (true) WITH CHECK (true)', tenant_table);
  END LOOP;
END $$;
