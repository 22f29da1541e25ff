import { createHash, randomBytes } from "node:crypto";
import type { Tx } from "../../db/withTx.ts";
import type { Address, Bytes32, Hex } from "../../kernel/ids/chainIds.ts";
import { toUnixSeconds } from "../../kernel/time/clock.ts";
import { getAsset } from "../assets/index.ts";
import type { CreditContext } from "./credit.context.ts";
import type { CreditRequest, SaltedLeaf } from "./creditRequest.ts";
import { readFigures } from "./figures.store.ts";
import { offerOf } from "./offer.ts";
import { lockRequest, saveRequest } from "./requests.store.ts";
import { type BusinessFigures, type Score, scoreOf } from "./scorecard.ts";

/** Names what the leaves of an attestation are: this scorecard's figures and points. */
export const ATTESTATION_SCHEMA = schemaOf("tallystick.credit.scorecard.v1");

/**
 * Judges a request by the scorecard, and commits to what it was judged by.
 * Shape: locks the request; REQUESTED becomes APPROVED, REVIEW or DECLINED in one transaction.
 * @param ceiling the highest limit that one signature opens, in units
 */
export async function judgeRequest(
  tx: Tx,
  { id, ceiling }: { id: CreditRequest["id"]; ceiling: bigint },
  context: CreditContext & { attestationOf(leaves: readonly SaltedLeaf[]): Bytes32 },
): Promise<void> {
  const request = await lockRequest(tx, id, null);
  if (request?.status !== "REQUESTED") return;
  const now = context.clock.now();
  const { decimals } = await getAsset(tx, request.asset);
  const figures = await readFigures(tx, request, { now, decimals });
  const score = scoreOf(figures);
  const leaves = leavesOf(figures, score);
  const attestation = context.attestationOf(leaves);
  const offer = offerOf({
    figures,
    score,
    wanted: request.wanted,
    ceiling,
    borrower: request.account,
    attestation,
    schemaId: ATTESTATION_SCHEMA,
    nonce: nonceOf(request.id),
    now: toUnixSeconds(now),
  });
  const factors = score.factors.map(({ value: _, ...factor }) => factor);
  const { version, points } = score;
  await saveRequest(tx, {
    ...request,
    status: offer ? (offer.needsReview ? "REVIEW" : "APPROVED") : "DECLINED",
    judged: { scorecard: version, points, factors, leaves, attestation },
    terms: offer?.terms ?? null,
    updatedAt: now,
    version: request.version + 1,
  });
}

/** Keeps the underwriter's signature; none for a request that changed while it was made. */
export async function keepSignature(
  tx: Tx,
  request: CreditRequest,
  signed: { readonly underwriter: Address; readonly signature: Hex },
  { clock }: CreditContext,
): Promise<void> {
  const version = request.version + 1;
  await saveRequest(tx, { ...request, status: "OFFERED", signed, updatedAt: clock.now(), version });
}

/** The salt of each leaf is its own, so that one can be disclosed without the others. */
function leavesOf(figures: BusinessFigures, score: Score): SaltedLeaf[] {
  const named: Record<string, bigint | number> = {
    scorecard: score.version,
    points: score.points,
    captured0: figures.captured[0],
    captured1: figures.captured[1],
    captured2: figures.captured[2],
    refunded: figures.refunded,
    tenureDays: figures.tenureDays,
    payers: figures.byPayer.length,
    largestPayer: figures.byPayer[0] ?? 0n,
  };
  return Object.entries(named).map(([name, value]) => ({
    name,
    value: value.toString(),
    salt: `0x${randomBytes(32).toString("hex")}` as Bytes32, // 32 bytes
  }));
}

/** A function of the request alone: the same request never makes two lines. */
function nonceOf(id: string): bigint {
  return createHash("sha256").update(id).digest().readBigUInt64BE(0);
}

function schemaOf(name: string): Bytes32 {
  return `0x${createHash("sha256").update(name).digest("hex")}` as Bytes32; // 32 bytes
}
