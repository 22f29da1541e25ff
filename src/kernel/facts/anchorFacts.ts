import type { Address, Bytes32 } from "../ids/chainIds.ts";

/** What LedgerAnchor said. Epochs are numbered by us, from 1. @see contracts/interfaces/ILedgerAnchor.sol */
export type AnchorFactBody =
  | { readonly name: "SnapshotTaken"; readonly epoch: number }
  | {
      readonly name: "TotalsTaken";
      readonly epoch: number;
      readonly token: Address;
      /** Units that belong to payers, in all escrows. */
      readonly held: bigint;
      /** Units that Settlement owes its accounts. */
      readonly balances: bigint;
    }
  | { readonly name: "LedgerAnchored"; readonly epoch: number; readonly root: Bytes32 };
