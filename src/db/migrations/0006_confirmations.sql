-- How many blocks a payment needs before it counts, by its amount; the default is its own block, as it was.
ALTER TABLE chains ADD COLUMN confirmations jsonb NOT NULL DEFAULT '[{"below": null, "blocks": 1}]';

-- Height of the head from which on the fact counts; null when it does, and when it is ORPHANED.
ALTER TABLE chain_facts ADD COLUMN waits_until bigint;
CREATE INDEX chain_facts_waiting ON chain_facts (chain_id, waits_until) WHERE waits_until IS NOT NULL;
