/** What another system uses for the same verb, and the ratio of ours to it that is good enough. */
export interface GasReference {
  readonly system: string;
  readonly gas: number;
  /** Highest ratio that passes; null when the case is only reported. */
  readonly goal: number | null;
  /** What to chase beyond the goal; null when there is no such figure. */
  readonly deep: number | null;
}

type Peer = (gas: number, goal: number | null, deep: number | null) => GasReference;
const peer =
  (system: string): Peer =>
  (gas, goal, deep) => ({ system, gas, goal, deep });

const base = peer("Base commerce-payments");
const huma = peer("Huma Protocol v2");
const clones = peer("ERC-1167 clones");
const limit = peer("the limit");
const morpho = peer("Morpho Vault V2, idle");
/** OpenZeppelin's ERC-4626 uses 54,759 and 55,015 for the two verbs; to chase is 1.15 of it. */
const openZeppelin = (gas: number, morphoGas: number) => (1.15 * gas) / morphoGas;

/** Whole-transaction gas of the peers, measured in one harness: solc 0.8.28, viaIR, optimizer runs 100,000, an
 *  OpenZeppelin ERC-20 with EIP-3009; warm: both parties already hold the token. Gas is deterministic. */
export const gasReferences: Readonly<Record<string, GasReference>> = {
  "authorize, warm, pre-approval, no gate": base(85_638, 1.1, 1),
  "authorize, warm, pre-approval, gate with one oracle": base(85_638, 1.32, 1),
  "authorize, warm, ERC-3009": base(121_428, 1.08, 1),
  "authorize, warm, Permit2": base(121_428, null, null),
  "authorize, warm, EIP-2612": base(121_428, null, null),
  "capture full, 1% fee, warm, alone": base(66_342, 1.1, 0.95),
  "capture full, no fee, warm, alone": base(56_811, 1.15, 1),
  "captureBatch of 100, one merchant, per payment": base(66_342, 0.38, 0.3),
  "captureBatch of 100, 100 merchants, per payment": base(66_342, 0.5, 0.42),
  "charge, warm, ERC-3009, 1% fee": base(143_508, 1.08, 1),
  "charge, warm, pre-approval, 1% fee": base(107_730, 1.08, 1),
  void: base(54_317, 1.05, 1),
  reclaim: base(54_385, 1.05, 1),
  "refund full, warm, Settlement liquid": base(70_586, 1.05, 1),
  "refund full, warm, Settlement not liquid": base(70_586, null, 1.35),
  "mandate: authorize by mandate minus authorize by pre-approval": limit(15_000, 1, 10_000 / 15_000),
  "mandate: the same for a subscription, whose agent is the operator": limit(15_000, 1, 10_000 / 15_000),
  "mandate: the same, with a list of 8 merchants": limit(15_000, null, null),
  "payout per item, batch of 100 existing holders, one account, recipient list checked": peer("GasliteDrop")(
    8_814,
    1.95,
    1.7,
  ),
  "credit: open": huma(163_758, 0.85, 0.7),
  "credit: draw": huma(452_475, 0.5, 0.35),
  "credit: repay": huma(378_105, 0.5, 0.35),
  "credit: accrue": huma(283_592, 0.25, 0.2),
  "vault deposit existing holder": morpho(76_375, 1, openZeppelin(54_759, 76_375)),
  "vault withdraw partial": morpho(74_361, 1, openZeppelin(55_015, 74_361)),
  "sweep of 100 fresh deposit addresses, per address": clones(49_374, 1.25, 1.1),
  "re-sweep of 100 deployed addresses, per address": clones(10_381, 1.85, 1.6),
};
