import type { Tx } from "../../db/withTx.ts";
import { assetIdOf } from "../../kernel/ids/chainIds.ts";
import { newId, type PaymentId } from "../../kernel/ids/ids.ts";
import {
  chainAccount,
  credit,
  debit,
  factSource,
  merchantAccount,
  postEntry,
  reverseEntries,
  suspenseAccount,
} from "../ledger/index.ts";
import { type DepositAddress, type DepositRecord, matchDeposit } from "./deposit.ts";
import { findDepositOfFact, keepDeposit, setMatched, takenUnits } from "./deposits.store.ts";
import type { TransferFact } from "./facts.ts";
import { lockOfDeposit, saveUnmatched } from "./unmatched.store.ts";
import { type UnmatchedDeposit, unmatchedEvent } from "./unmatched.ts";

/** Keeps what came to a deposit address. Shape: the payment is locked. */
export async function receiveDeposit(tx: Tx, fact: TransferFact, address: DepositAddress): Promise<void> {
  const { paymentId, merchantId, livemode, chainId } = address;
  await keepDeposit(tx, {
    id: newId("Deposit"),
    factId: fact.id,
    paymentId,
    merchantId,
    livemode,
    chainId,
    address: address.address,
    asset: assetIdOf(chainId, fact.contract),
    amount: fact.amount,
  });
}

/**
 * Books a deposit that is final: its payment takes what it still needs, and the rest is no payment's until the merchant
 * resolves it.
 * Shape: the payment is locked; one journal entry, and an unmatched deposit with its event where something is left.
 */
export async function bookDeposit(
  tx: Tx,
  { fact, address, at }: { fact: TransferFact; address: DepositAddress; at: Date },
): Promise<void> {
  const deposit = await findDepositOfFact(tx, fact.id);
  if (!deposit) throw new Error(`fact ${fact.id} was kept when it was seen`);
  const taken = await takenUnits(tx, deposit.paymentId);
  const { matched, reason } = matchDeposit(address, { ...deposit, at: fact.blockTimestamp }, taken);
  await setMatched(tx, deposit.id, matched);
  const { merchantId, livemode, asset, chainId, paymentId } = deposit;
  const left = deposit.amount - matched;
  const unmatched = reason && (await openUnmatched(tx, { deposit, reason, left, at }));
  const suspense = reason === "OVERPAID" || !unmatched ? { payment: paymentId } : { unmatched: unmatched.id };
  await postEntry(tx, {
    kind: "DEPOSIT_FINAL",
    sourceId: factSource(fact.id),
    merchantId,
    livemode,
    postedAt: at,
    lines: [
      debit(chainAccount(chainId, "forwarder"), { asset, units: deposit.amount }),
      credit(merchantAccount(merchantId, "pending"), { asset, units: matched }),
      credit(suspenseAccount(merchantId, suspense), { asset, units: left }),
    ],
  });
}

/** One that a reorganisation below finality had taken away and brought back is open again. */
async function openUnmatched(
  tx: Tx,
  order: { deposit: DepositRecord; reason: UnmatchedDeposit["reason"]; left: bigint; at: Date },
): Promise<UnmatchedDeposit> {
  const { deposit, reason, left, at } = order;
  const earlier = await lockOfDeposit(tx, deposit.id);
  const { paymentId, merchantId, livemode, chainId, asset } = deposit;
  const opened: UnmatchedDeposit = {
    id: earlier?.id ?? newId("UnmatchedDeposit"),
    depositId: deposit.id,
    paymentId,
    merchantId,
    livemode,
    chainId,
    asset,
    amount: left,
    swept: null,
    fee: 0n,
    reason,
    status: "OPEN",
    attachedPaymentId: null,
    payoutId: null,
    createdAt: earlier?.createdAt ?? at,
    updatedAt: at,
    version: (earlier?.version ?? 0) + 1,
  };
  await saveUnmatched(tx, opened, [unmatchedEvent("deposit.unmatched", opened)]);
  return opened;
}

/**
 * Takes back a deposit that a reorganisation removed, with all that followed from it in the books.
 * Returns the payment that it had been attached to, if there is one.
 */
export async function undoDeposit(tx: Tx, fact: TransferFact, at: Date): Promise<PaymentId | null> {
  const deposit = await findDepositOfFact(tx, fact.id);
  if (!deposit) return null;
  const unmatched = await lockOfDeposit(tx, deposit.id);
  if (unmatched && unmatched.status !== "ORPHANED") {
    await reverseEntries(tx, unmatched.id, at);
    await saveUnmatched(
      tx,
      {
        ...unmatched,
        status: "ORPHANED",
        attachedPaymentId: null,
        updatedAt: at,
        version: unmatched.version + 1,
      },
      [],
    );
  }
  await setMatched(tx, deposit.id, null);
  await reverseEntries(tx, factSource(fact.id), at);
  return unmatched?.attachedPaymentId ?? null;
}
