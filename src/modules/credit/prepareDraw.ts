import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { ContractCall } from "../../kernel/facts/contractCall.ts";
import { type CreditLineId, newId } from "../../kernel/ids/ids.ts";
import type { CreditBlocker } from "./blockers.ts";
import type { CreditContext, Owner } from "./credit.context.ts";
import type { CreditDraw } from "./credit.ts";
import { findPrepared, insertDraw } from "./draws.store.ts";
import { lockOwnLine } from "./lines.store.ts";

/** How long the wallet may take; as long no other draw of the line is prepared. */
const OFFER_SECONDS = 900;

export interface PrepareDraw extends Owner {
  readonly lineId: CreditLineId;
  /** The fee included, in smallest units. */
  readonly amount: bigint;
}

/**
 * Keeps the transaction that the borrower's wallet is to send. It names the wallet's next nonce: of all transactions with
 * one nonce the chain takes one, so that sending it twice cannot draw twice.
 * Shape: locks the line; one draw, PREPARED, until it is seen on the chain or its time is over.
 * @param asked what the chain said just before: the wallet's nonce, the call, and why it would be refused
 * @throws NOT_FOUND, CREDIT_DRAW_PENDING, CREDIT_DRAW_REFUSED
 */
export async function prepareDraw(
  tx: Tx,
  command: PrepareDraw,
  asked: { nonce: number; call: ContractCall; blockers: readonly CreditBlocker[] },
  context: CreditContext,
): Promise<CreditDraw> {
  const { lineId, amount } = command;
  const line = await lockOwnLine(tx, command, lineId);
  if (!line) throw new DomainError("NOT_FOUND", "No such credit line.");
  const now = context.clock.now();
  const open = await findPrepared(tx, line.id, now);
  if (open) {
    throw new DomainError("CREDIT_DRAW_PENDING", "Another draw of this line waits for its transaction.", {
      retryable: true,
      evidence: { drawId: open.id, expiresAt: open.prepared?.expiresAt.toISOString() ?? null },
    });
  }
  if (asked.blockers.length > 0) {
    throw new DomainError("CREDIT_DRAW_REFUSED", `The line cannot be drawn: ${asked.blockers.join(", ")}.`, {
      retryable: true,
      evidence: { blockers: [...asked.blockers] },
    });
  }
  const draw: CreditDraw = {
    id: newId("CreditDraw"),
    creditLineId: line.id,
    merchantId: line.merchantId,
    livemode: line.livemode,
    asset: line.asset,
    amount,
    fee: null,
    status: "PREPARED",
    prepared: {
      nonce: asked.nonce,
      expiresAt: new Date(now.getTime() + OFFER_SECONDS * 1_000),
      callData: asked.call.data,
    },
    factId: null,
    createdAt: now,
    updatedAt: now,
  };
  await insertDraw(tx, draw);
  return draw;
}
