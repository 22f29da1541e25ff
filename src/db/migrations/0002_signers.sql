-- A lane may have several signers: the present one, and former ones that finish what names them. Nonces are a signer's.
ALTER TABLE signer_lanes DROP CONSTRAINT signer_lanes_pkey;
ALTER TABLE signer_lanes DROP CONSTRAINT signer_lanes_chain_id_signer_key;
ALTER TABLE signer_lanes ADD PRIMARY KEY (chain_id, signer);

-- The payment's terms name who must send what concerns it, so that is known when it is planned.
UPDATE chain_transactions t SET signer = l.signer FROM signer_lanes l
  WHERE l.chain_id = t.chain_id AND l.lane = t.lane AND t.lane = 'capture' AND t.status = 'PLANNED' AND t.signer IS NULL;

-- What the signer said when it last refused to sign, and when; null once it has signed.
ALTER TABLE chain_transactions ADD COLUMN signer_refusal text;
ALTER TABLE chain_transactions ADD COLUMN signer_refused_at timestamptz;
