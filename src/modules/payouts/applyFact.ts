import type { Tx } from "../../db/withTx.ts";
import { assetIdOf } from "../../kernel/ids/chainIds.ts";
import type { ChainTransactionId } from "../../kernel/ids/ids.ts";
import { fromUnixSeconds } from "../../kernel/time/clock.ts";
import { factSource, reverseEntries } from "../ledger/index.ts";
import { findDead } from "../transactions/index.ts";
import { completePayout, failPayout } from "./endPayout.ts";
import type { FactNamed, PayoutFact } from "./facts.ts";
import { bookBalanceChange, finalizeDeposit, finalizeForeignPayout } from "./ownerMoves.ts";
import { recipientActive } from "./payout.events.ts";
import type { Payout } from "./payout.ts";
import type { PayoutsContext } from "./payouts.context.ts";
import { lockPayoutByFactId, lockPayoutOfItem, lockUnsentPayout, savePayout } from "./payouts.store.ts";
import { lockByAddress, saveRecipient } from "./recipients.store.ts";
import { transactionDied } from "./transactionDied.ts";

/** Takes in a fact about a settlement account, in the transaction that stored the fact; a final one to the end. */
export async function applyFact(
  tx: Tx,
  { fact, isFinal }: { fact: PayoutFact; isFinal: boolean },
  context: PayoutsContext,
): Promise<void> {
  await seeFact(tx, fact, context.clock.now());
  if (isFinal) await finalizeFact(tx, fact, context);
}

async function seeFact(tx: Tx, fact: PayoutFact, at: Date): Promise<void> {
  switch (fact.name) {
    case "PayoutSent": {
      const payout = await lockPayoutOfItem(tx, itemOf(fact));
      if (payout) {
        await savePayout(
          tx,
          { ...payout, status: "CONFIRMING", factId: fact.id, updatedAt: at, version: payout.version + 1 },
          [],
        );
      }
      return;
    }
    case "RecipientSet":
      return setRecipient(tx, fact, at);
    case "BalanceUpdated":
      return bookBalanceChange(tx, fact, at);
    case "PayoutFailed": // counts when it is final
    case "PayoutAddressSet": // read from the facts when it is needed
      return;
  }
}

/** Takes back a fact that a reorganisation removed; its transaction is under way again, unless it is dead already. */
export async function undoFact(tx: Tx, fact: PayoutFact, context: PayoutsContext): Promise<void> {
  const at = context.clock.now();
  await reverseEntries(tx, factSource(fact.id), at);
  if (fact.name === "PayoutSent") {
    const payout = await lockPayoutByFactId(tx, fact.id);
    if (!payout) return;
    await savePayout(
      tx,
      { ...payout, status: "SUBMITTED", factId: null, updatedAt: at, version: payout.version + 1 },
      [],
    );
    await endIfDead(tx, payout.transactionId, context);
  }
  if (fact.name === "RecipientSet" && fact.effectiveAt > 0) {
    for (const recipient of await lockByAddress(tx, recipientOf(fact))) {
      await saveRecipient(tx, { ...recipient, status: "PENDING", usableFrom: null, updatedAt: at });
      await endIfDead(tx, recipient.transactionId, context);
    }
  }
}

/** Its death was told while the fact still stood, if the new chain was seen by the sender first. */
async function endIfDead(tx: Tx, id: ChainTransactionId | null, context: PayoutsContext): Promise<void> {
  const dead = id && (await findDead(tx, id));
  if (dead) await transactionDied(tx, dead, context);
}

/** Takes note that a fact's block is final: only now a payout is paid, or failed. */
export async function finalizeFact(tx: Tx, fact: PayoutFact, context: PayoutsContext): Promise<void> {
  const at = context.clock.now();
  if (fact.name === "PayoutSent") {
    const payout = (await lockPayoutByFactId(tx, fact.id)) ?? (await adoptPayout(tx, fact));
    return payout ? completePayout(tx, payout, { factId: fact.id, at }) : finalizeForeignPayout(tx, fact, at);
  }
  if (fact.name === "PayoutFailed") {
    const payout = await lockPayoutOfItem(tx, itemOf(fact));
    if (payout) await failPayout(tx, payout, { failure: fact.reason.slice(0, 10), at });
  }
  if (fact.name === "BalanceUpdated") await finalizeDeposit(tx, fact, at);
}

/**
 * A payout of ours that waits while the chain shows that just this was paid: a database that was restored does not know
 * of the batch. To pay it again would be to pay it twice.
 */
async function adoptPayout(tx: Tx, fact: FactNamed<"PayoutSent">): Promise<Payout | undefined> {
  const payout = await lockUnsentPayout(tx, itemOf(fact));
  return payout && { ...payout, batchHash: fact.batchId, transactionId: null, factId: fact.id };
}

async function setRecipient(tx: Tx, fact: FactNamed<"RecipientSet">, at: Date): Promise<void> {
  for (const recipient of await lockByAddress(tx, recipientOf(fact))) {
    if (fact.effectiveAt === 0) {
      // One that the contract does not know yet was asked for after this removal, which a reorg brought back.
      if (recipient.status === "PENDING") continue;
      await saveRecipient(tx, { ...recipient, status: "REMOVED", updatedAt: at });
    } else {
      const active = {
        ...recipient,
        status: "ACTIVE" as const,
        usableFrom: fromUnixSeconds(fact.effectiveAt),
        updatedAt: at,
      };
      await saveRecipient(tx, active, [recipientActive(active)]);
    }
  }
}

function recipientOf(fact: FactNamed<"RecipientSet">) {
  return { chainId: fact.chainId, account: fact.account, address: fact.recipient };
}

function itemOf(fact: FactNamed<"PayoutSent"> | FactNamed<"PayoutFailed">) {
  return {
    batchHash: fact.batchId,
    account: fact.account,
    asset: assetIdOf(fact.chainId, fact.token),
    destination: fact.to,
    amount: fact.amount,
  };
}
