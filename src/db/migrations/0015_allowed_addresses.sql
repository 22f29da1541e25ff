-- From where a key works: CIDR ranges; anywhere when there are none.
ALTER TABLE api_keys ADD COLUMN allowed_addresses text[] NOT NULL DEFAULT '{}'
  CHECK (cardinality(allowed_addresses) <= 50);
