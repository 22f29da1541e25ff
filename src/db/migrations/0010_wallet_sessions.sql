-- What a wallet signs to sign in names one of these; signing in takes the row away, so each serves once.
CREATE TABLE sign_in_nonces (
  nonce_sha256 text PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_nonces_expiry ON sign_in_nonces (expires_at);

-- Who holds the token is the wallet. Signing out takes the row away.
CREATE TABLE wallet_sessions (
  token_sha256 text PRIMARY KEY,
  chain_id text NOT NULL REFERENCES chains,
  address text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > created_at)
);
CREATE INDEX wallet_sessions_expiry ON wallet_sessions (expires_at);

-- Neither belongs to a merchant, so a merchant's role has no right to them at all.
-- UPDATE for the lock under which expired rows are taken away; nothing of them changes.
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_nonces, wallet_sessions TO tallystick_system;
ALTER TABLE sign_in_nonces ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_nonces FORCE ROW LEVEL SECURITY;
CREATE POLICY all_rows ON sign_in_nonces TO tallystick_system USING (true) WITH CHECK (true);
ALTER TABLE wallet_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE wallet_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY all_rows ON wallet_sessions TO tallystick_system USING (true) WITH CHECK (true);
