import type { Tx } from "../../db/withTx.ts";
import { newId } from "../../kernel/ids/ids.ts";
import type { CreditDraw, CreditLine } from "./credit.ts";
import { insertDraw, lockAwaited, lockDrawOfFact, saveDraw } from "./draws.store.ts";
import type { FactNamed } from "./facts.ts";

/** A draw is on chain: the one that was prepared, or one that the borrower made without us. */
export async function confirmDraw(
  tx: Tx,
  drawn: { line: CreditLine; fact: FactNamed<"CreditDrawn">; isFinal: boolean; at: Date },
): Promise<void> {
  const { line, fact, isFinal, at } = drawn;
  const seen = {
    fee: fact.fee,
    status: isFinal ? ("SUCCEEDED" as const) : ("CONFIRMING" as const),
    factId: fact.id,
    updatedAt: at,
  };
  const awaited = await lockAwaited(tx, { lineId: line.id, amount: fact.amount });
  if (awaited) return saveDraw(tx, { ...awaited, ...seen });
  const draw: CreditDraw = {
    id: newId("CreditDraw"),
    creditLineId: line.id,
    merchantId: line.merchantId,
    livemode: line.livemode,
    asset: line.asset,
    amount: fact.amount,
    prepared: null,
    createdAt: at,
    ...seen,
  };
  await insertDraw(tx, draw);
}

/** The same transaction may be mined again: the draw waits for it as it did, if it was ours to begin with. */
export async function undoDraw(tx: Tx, fact: FactNamed<"CreditDrawn">, at: Date): Promise<void> {
  const draw = await lockDrawOfFact(tx, fact.id);
  if (!draw) return;
  const status = draw.prepared ? "PREPARED" : "REORGED";
  await saveDraw(tx, { ...draw, fee: null, status, factId: null, updatedAt: at });
}

export async function finalizeDraw(tx: Tx, fact: FactNamed<"CreditDrawn">, at: Date): Promise<void> {
  const draw = await lockDrawOfFact(tx, fact.id);
  if (draw) await saveDraw(tx, { ...draw, status: "SUCCEEDED", updatedAt: at });
}
