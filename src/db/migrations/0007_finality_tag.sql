-- A chain's blocks are final by a depth, or as its nodes say: one of the two.
ALTER TABLE chains ALTER COLUMN finality_depth DROP NOT NULL;
ALTER TABLE chains ADD COLUMN finality_tag text CHECK (finality_tag = 'finalized');
ALTER TABLE chains ADD CHECK (num_nonnulls(finality_depth, finality_tag) = 1);
