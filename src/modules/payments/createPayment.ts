import { randomBytes } from "node:crypto";
import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { Json } from "../../kernel/events/domainEvent.ts";
import type { AssetId } from "../../kernel/ids/chainIds.ts";
import { newId } from "../../kernel/ids/ids.ts";
import { parseUnits } from "../../kernel/money/tokenAmount.ts";
import { addSeconds, toUnixSeconds } from "../../kernel/time/clock.ts";
import { requireAsset, requireChain } from "../assets/index.ts";
import { activeSettlementAccount, getMerchants } from "../merchants/index.ts";
import { PaymentReferenceTaken } from "./payment.errors.ts";
import { paymentEvent } from "./payment.events.ts";
import type { CaptureMethod, Payment, PaymentAmounts } from "./payment.ts";
import type { Owner, PaymentsContext } from "./payments.context.ts";
import { insertPayment, isReferenceTaken } from "./payments.store.ts";

export interface CreatePayment extends Owner {
  readonly assetId: AssetId;
  /** Decimal string in whole tokens. */
  readonly amount: string;
  readonly captureMethod: CaptureMethod;
  readonly merchantReference?: string | null;
  readonly description?: string | null;
  readonly metadata?: { readonly [key: string]: Json } | null;
  /** Seconds from now within which the payer may pay; default 900. */
  readonly expiresInSeconds?: number | null;
  /** Seconds from then within which the hold may be captured; default 7 days. */
  readonly authorizationSeconds?: number | null;
  /** Seconds from then within which refunds are possible; default 90 days. */
  readonly refundSeconds?: number | null;
}

const DAY = 86_400;
const DEFAULTS = { expiresInSeconds: 900, authorizationSeconds: 7 * DAY, refundSeconds: 90 * DAY };
const LIMITS = {
  expiresInSeconds: { least: 30, most: 30 * DAY },
  authorizationSeconds: { least: 60, most: 90 * DAY },
  refundSeconds: { least: 0, most: 2 * 365 * DAY },
};

const NOTHING: PaymentAmounts = {
  authorized: 0n,
  captured: 0n,
  voided: 0n,
  reclaimed: 0n,
  refunded: 0n,
  fee: 0n,
  capturePending: 0n,
  refundPending: 0n,
};

/**
 * Asks for a payment and fixes its terms but for the payer.
 * Shape: one insert and its event.
 * @throws ASSET_UNKNOWN, ASSET_DISABLED, ASSET_WRONG_MODE, AMOUNT_PRECISION, AMOUNT_NOT_POSITIVE, AMOUNT_TOO_LARGE,
 *   AMOUNT_BELOW_MINIMUM, SETTLEMENT_ACCOUNT_MISSING, REFERENCE_TAKEN, INVALID_INPUT
 */
export async function createPayment(
  tx: Tx,
  command: CreatePayment,
  context: PaymentsContext,
): Promise<Payment> {
  const now = context.clock.now();
  const asset = await requireAsset(tx, command);
  const amount = parseUnits(command.amount, asset.decimals);
  if (amount < asset.minimumUnits) {
    throw new DomainError("AMOUNT_BELOW_MINIMUM", "The amount is below the asset's minimum.", {
      evidence: { minimumUnits: asset.minimumUnits.toString() },
      path: ["input", "amount"],
    });
  }
  const chain = await requireChain(tx, { chainId: asset.chainId, livemode: command.livemode });
  const { account } = await activeSettlementAccount(tx, {
    merchantId: command.merchantId,
    chainId: chain.id,
  });
  const [merchant] = await getMerchants(tx, [command.merchantId]);
  if (!merchant) throw new Error("the caller's merchant exists");
  const reference = command.merchantReference ?? null;
  if (reference !== null && (await isReferenceTaken(tx, command, reference)))
    throw new PaymentReferenceTaken(reference);

  const expiresAt = addSeconds(now, seconds(command, "expiresInSeconds"));
  const authorizationExpiresAt = addSeconds(expiresAt, seconds(command, "authorizationSeconds"));
  const refundExpiresAt = addSeconds(authorizationExpiresAt, seconds(command, "refundSeconds"));
  const payment: Payment = {
    id: newId("Payment"),
    merchantId: command.merchantId,
    livemode: command.livemode,
    merchantReference: reference,
    description: command.description ?? null,
    metadata: command.metadata ?? null,
    status: "REQUIRES_PAYMENT",
    statusReasons: [],
    captureMethod: command.captureMethod,
    chainId: chain.id,
    asset: asset.assetId,
    amount,
    feeBps: merchant.feeBps,
    terms: {
      operator: chain.contracts.operator,
      receiver: account,
      token: asset.token,
      maxAmount: amount,
      preApprovalExpiry: toUnixSeconds(expiresAt),
      authorizationExpiry: toUnixSeconds(authorizationExpiresAt),
      refundExpiry: toUnixSeconds(refundExpiresAt),
      minFeeBps: merchant.feeBps,
      maxFeeBps: merchant.feeBps,
      feeReceiver: chain.contracts.feeReceiver,
      salt: BigInt(`0x${randomBytes(32).toString("hex")}`),
    },
    payer: null,
    onchainId: null,
    amounts: NOTHING,
    asOfBlock: null,
    expiresAt,
    authorizationExpiresAt,
    refundExpiresAt,
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  await insertPayment(tx, payment, paymentEvent("payment.created", payment));
  return payment;
}

function seconds(command: CreatePayment, field: keyof typeof LIMITS): number {
  const value = command[field] ?? DEFAULTS[field];
  const { least, most } = LIMITS[field];
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new DomainError("INVALID_INPUT", `${field} must be a whole number from ${least} to ${most}.`, {
    evidence: { least, most },
    path: ["input", field],
  });
}
