import type { Database } from "../../db/database.ts";
import { SYSTEM, withTx } from "../../db/withTx.ts";
import type { CreditTerms } from "../../kernel/facts/creditFacts.ts";
import {
  type Address,
  type Bytes32,
  type ChainId,
  type Hex,
  parseAssetId,
} from "../../kernel/ids/chainIds.ts";
import {
  type CreditContext,
  type CreditRequest,
  judgeRequest,
  keepSignature,
  listWaiting,
  type SaltedLeaf,
} from "../../modules/credit/index.ts";
import type { Pass } from "../loop.ts";

const AT_ONCE = 20;

export interface Underwriting {
  attestationOf(leaves: readonly SaltedLeaf[]): Bytes32;
  /** The highest limit that one signature opens. */
  ceilingOf(chainId: ChainId, creditLine: Address): Promise<bigint>;
  /** Null where no underwriter's key is held. */
  sign(
    chainId: ChainId,
    creditLine: Address,
    terms: CreditTerms,
  ): Promise<{ readonly underwriter: Address; readonly signature: Hex } | null>;
}

/** Judges what was requested, and signs what was approved: outside of any transaction, as a signer may take long. */
export function underwriteCreditPass(
  database: Database,
  context: CreditContext,
  underwriting: Underwriting,
): Pass {
  const waiting = (status: "REQUESTED" | "APPROVED") =>
    withTx(database, SYSTEM, (tx) => listWaiting(tx, { status, limit: AT_ONCE }));
  const creditLineOf = ({ chainId, asset }: CreditRequest): Address => {
    const { token } = parseAssetId(asset);
    const found = context.creditOf(chainId).find((each) => each.token === token);
    if (!found) throw new Error(`nothing lends ${asset} any more`);
    return found.creditLine;
  };
  async function judge(request: CreditRequest): Promise<void> {
    const ceiling = await underwriting.ceilingOf(request.chainId, creditLineOf(request));
    const { attestationOf } = underwriting;
    await withTx(database, SYSTEM, (tx) =>
      judgeRequest(tx, { id: request.id, ceiling }, { ...context, attestationOf }),
    );
  }
  async function sign(request: CreditRequest): Promise<void> {
    if (!request.terms) throw new Error("what was approved has terms");
    const signed = await underwriting.sign(request.chainId, creditLineOf(request), request.terms);
    if (signed) await withTx(database, SYSTEM, (tx) => keepSignature(tx, request, signed, context));
  }
  return async () => {
    const failures: unknown[] = [];
    const note = (error: unknown) => failures.push(error);
    for (const request of await waiting("REQUESTED")) await judge(request).catch(note);
    for (const request of await waiting("APPROVED")) await sign(request).catch(note);
    if (failures.length > 0) throw failures[0];
    return false;
  };
}
