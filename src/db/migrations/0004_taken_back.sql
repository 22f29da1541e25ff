-- What a reorg took back is looked for in every pass of a signer, among all that it ever sent.
CREATE INDEX chain_blocks_taken_back ON chain_blocks (chain_id, hash) WHERE NOT canonical;
CREATE INDEX chain_transactions_mined_in ON chain_transactions (chain_id, mined_block_hash);
