/** What another system uses for the same verb, and the highest ratio of ours to it that is good enough. */
export interface GasReference {
  readonly system: string;
  readonly gas: number;
  readonly goal: number | null;
}

const base = (gas: number, goal: number | null): GasReference => ({
  system: "Base commerce-payments",
  gas,
  goal,
});

const huma = (gas: number, goal: number): GasReference => ({ system: "Huma Protocol v2", gas, goal });
const clones = (gas: number, goal: number): GasReference => ({ system: "ERC-1167 clones", gas, goal });
const limit = (gas: number, goal: number | null): GasReference => ({ system: "the limit", gas, goal });

/** Whole-transaction gas of the peers, measured in one harness: solc 0.8.28, viaIR, optimizer runs 100,000, an
 *  OpenZeppelin ERC-20 with EIP-3009; warm: both parties already hold the token. Gas is deterministic. */
export const gasReferences: Readonly<Record<string, GasReference>> = {
  "authorize, warm, pre-approval, no gate": base(85_638, 1.1),
  "authorize, warm, pre-approval, gate with one oracle": base(85_638, 1.32),
  "authorize, warm, ERC-3009": base(121_428, 1.08),
  "authorize, warm, Permit2": base(121_428, null),
  "authorize, warm, EIP-2612": base(121_428, null),
  "capture full, 1% fee, warm, alone": base(66_342, 1.1),
  "capture full, no fee, warm, alone": base(56_811, 1.15),
  "captureBatch of 100, one merchant, per payment": base(66_342, 0.38),
  "captureBatch of 100, 100 merchants, per payment": base(66_342, 0.5),
  "charge, warm, ERC-3009, 1% fee": base(143_508, 1.08),
  "charge, warm, pre-approval, 1% fee": base(107_730, 1.08),
  void: base(54_317, 1.05),
  reclaim: base(54_385, 1.05),
  "refund full, warm, Settlement liquid": base(70_586, 1.05),
  "refund full, warm, Settlement not liquid": base(70_586, null),
  "mandate: authorize by mandate minus authorize by pre-approval": limit(15_000, 1),
  "mandate: the same for a subscription, whose agent is the operator": limit(15_000, 1),
  "mandate: the same, with a list of 8 merchants": limit(15_000, null),
  "payout per item, batch of 100 existing holders, one account, recipient list checked": {
    system: "GasliteDrop",
    gas: 8_814,
    goal: 1.95,
  },
  "credit: open": huma(163_758, 0.85),
  "credit: draw": huma(452_475, 0.5),
  "credit: repay": huma(378_105, 0.5),
  "credit: accrue": huma(283_592, 0.25),
  "vault deposit existing holder": { system: "Morpho Vault V2, idle", gas: 76_375, goal: 1 },
  "vault withdraw partial": { system: "Morpho Vault V2, idle", gas: 74_361, goal: 1 },
  "sweep of 100 fresh deposit addresses, per address": clones(49_374, 1.25),
  "re-sweep of 100 deployed addresses, per address": clones(10_381, 1.85),
};
