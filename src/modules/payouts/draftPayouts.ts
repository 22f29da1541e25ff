import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { Address, AssetId, ChainId } from "../../kernel/ids/chainIds.ts";
import { type Id, newId, type PayoutBatchId } from "../../kernel/ids/ids.ts";
import { parseUnits } from "../../kernel/money/tokenAmount.ts";
import { currentTraceparent } from "../../kernel/trace/trace.ts";
import { requireAsset } from "../assets/index.ts";
import { activeSettlementAccount } from "../merchants/index.ts";
import { isUsable, type Payout, type Recipient } from "./payout.ts";
import type { Maker, Owner } from "./payouts.context.ts";
import { findRecipient, readPayoutAddress } from "./recipients.store.ts";

/** What to pay out, to whom. */
export interface PayoutOrder {
  /** Absent: to the payout address of the merchant's own settlement account. */
  readonly recipientId?: Id<"Recipient"> | null;
  readonly assetId: AssetId;
  /** Decimal string in whole tokens. */
  readonly amount: string;
  readonly merchantReference?: string | null;
}

/** Where a payout comes from and goes to. */
interface Way {
  readonly account: Address;
  readonly destination: Address;
}

/**
 * How orders of one merchant become payouts; nothing is there before they are reserved.
 * Shape: reads only, each asset, recipient and account once however many orders name it.
 * @throws (the draft) ASSET_UNKNOWN, ASSET_WRONG_MODE, NOT_FOUND, RECIPIENT_NOT_ACTIVE, ADDRESS_WRONG_CHAIN,
 *   SETTLEMENT_ACCOUNT_MISSING, AMOUNT_PRECISION, AMOUNT_NOT_POSITIVE, AMOUNT_TOO_LARGE
 */
export function draftPayouts(
  tx: Tx,
  { merchantId, livemode, requestedBy = null }: Maker,
  { payoutBatchId, at }: { readonly payoutBatchId: PayoutBatchId | null; readonly at: Date },
): (order: PayoutOrder) => Promise<Payout> {
  const assetOf = once((assetId: AssetId) => requireAsset(tx, { assetId, livemode }));
  const recipientOf = once(async (id: Id<"Recipient">) => {
    const recipient = await findRecipient(tx, { merchantId, livemode, id });
    if (!recipient) throw refusedRecipient("NOT_FOUND", "There is no such recipient.");
    return recipient;
  });
  const ownWay = once((chainId: ChainId) => wayToOwnAddress(tx, { merchantId, chainId, at }));
  const traceparent = currentTraceparent();

  return async ({ recipientId, assetId, amount, merchantReference = null }) => {
    const asset = await assetOf(assetId);
    const units = parseUnits(amount, asset.decimals);
    const { chainId } = asset;
    const way = recipientId
      ? wayToRecipient(await recipientOf(recipientId), { chainId, at })
      : await ownWay(chainId);
    return {
      id: newId("Payout"),
      merchantId,
      livemode,
      merchantReference,
      payoutBatchId,
      recipientId: recipientId ?? null,
      chainId,
      asset: asset.assetId,
      ...way,
      amount: units,
      status: "READY",
      requestedBy,
      approvalsRequired: 0,
      failure: null,
      batchHash: null,
      transactionId: null,
      factId: null,
      traceparent,
      createdAt: at,
      updatedAt: at,
      version: 1,
    };
  };
}

async function wayToOwnAddress(
  tx: Tx,
  { merchantId, chainId, at }: Pick<Owner, "merchantId"> & { chainId: ChainId; at: Date },
): Promise<Way> {
  const { account } = await activeSettlementAccount(tx, { merchantId, chainId });
  const set = await readPayoutAddress(tx, { chainId, account });
  if (!set || BigInt(set.payoutAddress) === 0n) return { account, destination: account };
  if (set.effectiveAt > at)
    throw notActive("The payout address was changed and does not count yet.", set.effectiveAt);
  return { account, destination: set.payoutAddress };
}

function wayToRecipient(recipient: Recipient, { chainId, at }: { chainId: ChainId; at: Date }): Way {
  if (recipient.chainId !== chainId) {
    throw refusedRecipient("ADDRESS_WRONG_CHAIN", "The recipient is on another chain than the asset.", {
      recipientChainId: recipient.chainId,
      assetChainId: chainId,
    });
  }
  if (!isUsable(recipient, at)) throw notActive("The recipient cannot be paid yet.", recipient.usableFrom);
  return { account: recipient.account, destination: recipient.address };
}

function notActive(message: string, usableFrom: Date | null): DomainError {
  return refusedRecipient("RECIPIENT_NOT_ACTIVE", message, { usableFrom: usableFrom?.toISOString() ?? null });
}

function refusedRecipient(
  code: "NOT_FOUND" | "ADDRESS_WRONG_CHAIN" | "RECIPIENT_NOT_ACTIVE",
  message: string,
  evidence: DomainError["evidence"] = {},
): DomainError {
  return new DomainError(code, message, { evidence, path: ["input", "recipientId"] });
}

/** Looks each key up once, also when the answer is a refusal. */
function once<Key, Found>(look: (key: Key) => Promise<Found>): (key: Key) => Promise<Found> {
  const found = new Map<Key, Promise<Found>>();
  return (key) => {
    const known = found.get(key) ?? look(key);
    found.set(key, known);
    return known;
  };
}
