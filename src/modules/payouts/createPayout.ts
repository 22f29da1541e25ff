import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { Address, AssetId, ChainId } from "../../kernel/ids/chainIds.ts";
import { type Id, newId } from "../../kernel/ids/ids.ts";
import { parseUnits } from "../../kernel/money/tokenAmount.ts";
import { currentTraceparent } from "../../kernel/trace/trace.ts";
import { requireAsset } from "../assets/index.ts";
import { credit, debit, merchantAccount, postEntry, requireAvailable } from "../ledger/index.ts";
import { activeSettlementAccount } from "../merchants/index.ts";
import { payoutEvent } from "./payout.events.ts";
import { isUsable, type Payout } from "./payout.ts";
import type { Owner, PayoutsContext } from "./payouts.context.ts";
import { insertPayout } from "./payouts.store.ts";
import { getRecipients, readPayoutAddress } from "./recipients.store.ts";

export interface CreatePayout extends Owner {
  /** Absent: to the payout address of the merchant's own settlement account. */
  readonly recipientId?: Id<"Recipient"> | null;
  readonly assetId: AssetId;
  /** Decimal string in whole tokens. */
  readonly amount: string;
  readonly merchantReference?: string | null;
}

/**
 * Reserves available money for a payout; a worker sends it.
 * Shape: one insert, a journal entry and an event.
 * @throws ASSET_UNKNOWN, ASSET_WRONG_MODE, NOT_FOUND, RECIPIENT_NOT_ACTIVE, ADDRESS_WRONG_CHAIN, INSUFFICIENT_BALANCE,
 *   SETTLEMENT_ACCOUNT_MISSING, AMOUNT_PRECISION, AMOUNT_NOT_POSITIVE, AMOUNT_TOO_LARGE
 * @see contracts/interfaces/ISettlement.sol payoutBatch
 */
export async function createPayout(tx: Tx, command: CreatePayout, context: PayoutsContext): Promise<Payout> {
  const now = context.clock.now();
  const { merchantId, livemode } = command;
  const asset = await requireAsset(tx, command);
  const amount = parseUnits(command.amount, asset.decimals);
  const from = await destinationOf(tx, command, asset.chainId, now);
  const payout: Payout = {
    id: newId("Payout"),
    merchantId,
    livemode,
    merchantReference: command.merchantReference ?? null,
    recipientId: command.recipientId ?? null,
    chainId: asset.chainId,
    asset: asset.assetId,
    ...from,
    amount,
    status: "READY",
    failure: null,
    batchHash: null,
    transactionId: null,
    factId: null,
    traceparent: currentTraceparent(),
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  const money = { asset: asset.assetId, units: amount };
  await requireAvailable(tx, merchantId, money);
  await postEntry(tx, {
    kind: "PAYOUT_REQUESTED",
    sourceId: payout.id,
    merchantId,
    livemode,
    postedAt: now,
    lines: [
      debit(merchantAccount(merchantId, "available"), money),
      credit(merchantAccount(merchantId, "reserved"), money),
    ],
  });
  await insertPayout(tx, payout, payoutEvent("payout.created", payout));
  return payout;
}

async function destinationOf(
  tx: Tx,
  command: CreatePayout,
  chainId: ChainId,
  now: Date,
): Promise<{ account: Address; destination: Address }> {
  if (!command.recipientId) {
    const { account } = await activeSettlementAccount(tx, { merchantId: command.merchantId, chainId });
    const set = await readPayoutAddress(tx, { chainId, account });
    if (!set || BigInt(set.payoutAddress) === 0n) return { account, destination: account };
    if (set.effectiveAt > now)
      throw notActive("The payout address was changed and does not count yet.", set.effectiveAt);
    return { account, destination: set.payoutAddress };
  }
  const [recipient] = await getRecipients(tx, command, [command.recipientId]);
  if (!recipient)
    throw new DomainError("NOT_FOUND", "There is no such recipient.", { path: ["input", "recipientId"] });
  if (recipient.chainId !== chainId) {
    throw new DomainError("ADDRESS_WRONG_CHAIN", "The recipient is on another chain than the asset.", {
      evidence: { recipientChainId: recipient.chainId, assetChainId: chainId },
      path: ["input", "recipientId"],
    });
  }
  if (!isUsable(recipient, now)) throw notActive("The recipient cannot be paid yet.", recipient.usableFrom);
  return { account: recipient.account, destination: recipient.address };
}

function notActive(message: string, usableFrom: Date | null): DomainError {
  return new DomainError("RECIPIENT_NOT_ACTIVE", message, {
    evidence: { usableFrom: usableFrom?.toISOString() ?? null },
    path: ["input", "recipientId"],
  });
}
