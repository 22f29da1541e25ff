-- What an account came to after each line, so that its balance at any instant is one look-up. Lines of an account follow
-- each other in the order in which they held its balance.
ALTER TABLE journal_lines
  ADD COLUMN posted_at timestamptz,
  -- place among the lines of its account and asset
  ADD COLUMN number bigint,
  -- credits less debits after it
  ADD COLUMN balance numeric(78,0);
ALTER TABLE ledger_balances ADD COLUMN lines bigint NOT NULL DEFAULT 0;

ALTER TABLE journal_lines DISABLE TRIGGER append_only;
UPDATE journal_lines l SET posted_at = n.posted_at, number = n.number, balance = n.balance FROM (
  SELECT l.entry_id, l.line, e.posted_at,
    row_number() OVER account AS number,
    sum(CASE l.direction WHEN 'CREDIT' THEN l.units ELSE -l.units END) OVER account AS balance
  FROM journal_lines l JOIN journal_entries e ON e.id = l.entry_id
  WINDOW account AS (PARTITION BY l.account, l.asset_id ORDER BY l.entry_id, l.line)
) n WHERE n.entry_id = l.entry_id AND n.line = l.line;
ALTER TABLE journal_lines ENABLE TRIGGER append_only;
UPDATE ledger_balances b SET lines = n.lines FROM (
  SELECT account, asset_id, count(*) AS lines FROM journal_lines GROUP BY account, asset_id
) n WHERE n.account = b.account AND n.asset_id = b.asset_id;

ALTER TABLE journal_lines ALTER COLUMN posted_at SET NOT NULL, ALTER COLUMN number SET NOT NULL, ALTER COLUMN balance SET NOT NULL;
DROP INDEX journal_lines_account;
CREATE INDEX journal_lines_account ON journal_lines (account, asset_id, posted_at, number);

-- A leaf says what one merchant is owed: proofs are read as the system, and no merchant reads another's.
ALTER TABLE reserve_leaves ENABLE ROW LEVEL SECURITY;
ALTER TABLE reserve_leaves FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON reserve_leaves TO tallystick_api USING (merchant_id = current_merchant()) WITH CHECK (merchant_id = current_merchant());
CREATE POLICY all_rows ON reserve_leaves TO tallystick_system USING (true) WITH CHECK (true);
GRANT SELECT ON reserve_leaves TO tallystick_api;
