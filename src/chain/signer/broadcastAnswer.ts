import type { RpcRefused } from "../rpc/rpc.errors.ts";

/** By shape transactions' BroadcastOutcome. */
export type BroadcastAnswer =
  | { readonly outcome: "TAKEN" }
  | { readonly outcome: "UNDERPRICED" }
  | { readonly outcome: "NOT_TAKEN"; readonly reason: string };

/** Nodes have no common codes for this, only texts: geth, Nethermind, Erigon, Reth and Hardhat. */
const KNOWN =
  /already known|known transaction|already imported|alreadyknown|already exists|already in (the )?(mem)?pool/i;
const NONCE_USED = /nonce (is )?too low|nonce too low|oldnonce|nonce has already been used/i;
const UNDERPRICED =
  /underpriced|feetoolow|fee too low|less than block base fee|below (the )?minimum|tip too low/i;

/** What a refusal to take a signed transaction means. Known and used nonces are no failure: the receipt decides. */
export function readBroadcastRefusal(error: RpcRefused): BroadcastAnswer {
  if (KNOWN.test(error.message) || NONCE_USED.test(error.message)) return { outcome: "TAKEN" };
  if (UNDERPRICED.test(error.message)) return { outcome: "UNDERPRICED" };
  return { outcome: "NOT_TAKEN", reason: error.message };
}
