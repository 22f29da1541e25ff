import { randomBytes } from "node:crypto";
import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { Json } from "../../kernel/events/domainEvent.ts";
import { type Address, type AssetId, parseAssetId } from "../../kernel/ids/chainIds.ts";
import { newId } from "../../kernel/ids/ids.ts";
import type { Bps } from "../../kernel/money/bps.ts";
import { parseUnits } from "../../kernel/money/tokenAmount.ts";
import { addSeconds, toUnixSeconds } from "../../kernel/time/clock.ts";
import { type Asset, type Chain, requireAsset, requireChain } from "../assets/index.ts";
import type { DepositGateway } from "../deposits/index.ts";
import { activeSettlementAccount, getMerchants } from "../merchants/index.ts";
import { type DepositOption, draftDeposit, NO_DEPOSIT } from "./draftDeposit.ts";
import { PaymentReferenceTaken } from "./payment.errors.ts";
import type { CaptureMethod, PaymentAmounts } from "./payment.ts";
import type { Owner, PaymentsContext } from "./payments.context.ts";
import { type PaymentDraft, takenReferences } from "./payments.store.ts";

export interface CreatePayment {
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
  /** Absent: the payer pays with a wallet. */
  readonly deposit?: DepositOption | null;
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
 * Fixes the terms of payments but for the payer, in the order of the commands; a refusal where there can be none.
 * Shape: reads only, and all at once; nothing is there before insertPayments.
 * @returns ASSET_UNKNOWN, ASSET_DISABLED, ASSET_WRONG_MODE, AMOUNT_PRECISION, AMOUNT_NOT_POSITIVE, AMOUNT_TOO_LARGE,
 *   AMOUNT_BELOW_MINIMUM, SETTLEMENT_ACCOUNT_MISSING, REFERENCE_TAKEN, INVALID_INPUT as refusals
 */
export async function draftPayments(
  tx: Tx,
  owner: Owner,
  commands: readonly CreatePayment[],
  context: PaymentsContext,
): Promise<(PaymentDraft | DomainError)[]> {
  const now = context.clock.now();
  const assetIds = [...new Set(commands.map(({ assetId }) => assetId))];
  const references = commands.flatMap(({ merchantReference }) => merchantReference ?? []);
  const [places, [merchant], taken] = await Promise.all([
    Promise.all(assetIds.map((assetId) => refusalOr(placeOf(tx, owner, assetId)))),
    getMerchants(tx, [owner.merchantId]),
    takenReferences(tx, owner, references),
  ]);
  if (!merchant) throw new Error("the caller's merchant exists");
  return commands.map((command) => {
    const place = places[assetIds.indexOf(command.assetId)];
    if (!place) throw new Error("every asset has a place or a refusal");
    if (place instanceof DomainError) return place;
    try {
      const payment = draft({
        owner,
        command,
        place,
        feeBps: merchant.feeBps,
        now,
        factory: context.deposits,
      });
      const reference = payment.merchantReference;
      if (reference !== null && taken.has(reference)) return new PaymentReferenceTaken(reference);
      if (reference !== null) taken.add(reference);
      return payment;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  });
}

interface Place {
  readonly asset: Asset;
  readonly chain: Chain;
  /** Whose the money will be on chain. */
  readonly account: Address;
}

async function placeOf(tx: Tx, owner: Owner, assetId: AssetId): Promise<Place> {
  const { merchantId, livemode } = owner;
  const { chainId } = parseAssetId(assetId);
  const [asset, chain, { account }] = await Promise.all([
    requireAsset(tx, { assetId, livemode }),
    requireChain(tx, { chainId, livemode }),
    activeSettlementAccount(tx, { merchantId, chainId }),
  ]);
  return { asset, chain, account };
}

async function refusalOr<T>(work: Promise<T>): Promise<T | DomainError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function draft(given: {
  owner: Owner;
  command: CreatePayment;
  place: Place;
  feeBps: Bps;
  now: Date;
  factory: DepositGateway;
}): PaymentDraft {
  const { owner, command, feeBps, now } = given;
  const { asset, chain, account } = given.place;
  const amount = parseUnits(command.amount, asset.decimals);
  if (amount < asset.minimumUnits) {
    throw new DomainError("AMOUNT_BELOW_MINIMUM", "The amount is below the asset's minimum.", {
      evidence: { minimumUnits: asset.minimumUnits.toString() },
      path: ["input", "amount"],
    });
  }
  const expiresAt = addSeconds(now, seconds(command, "expiresInSeconds"));
  const authorizationExpiresAt = addSeconds(expiresAt, seconds(command, "authorizationSeconds"));
  const refundExpiresAt = addSeconds(authorizationExpiresAt, seconds(command, "refundSeconds"));
  const payment = {
    id: newId("Payment"),
    ...owner,
    merchantReference: command.merchantReference ?? null,
    description: command.description ?? null,
    metadata: command.metadata ?? null,
    status: "REQUIRES_PAYMENT" as const,
    statusReasons: [],
    captureMethod: command.captureMethod,
    chainId: chain.id,
    asset: asset.assetId,
    amount,
    feeBps,
    terms: {
      operator: chain.contracts.operator,
      receiver: account,
      token: asset.token,
      maxAmount: amount,
      preApprovalExpiry: toUnixSeconds(expiresAt),
      authorizationExpiry: toUnixSeconds(authorizationExpiresAt),
      refundExpiry: toUnixSeconds(refundExpiresAt),
      minFeeBps: feeBps,
      maxFeeBps: feeBps,
      feeReceiver: chain.contracts.feeReceiver,
      salt: BigInt(`0x${randomBytes(32).toString("hex")}`),
    },
    payer: null,
    onchainId: null,
    amounts: NOTHING,
    isUnderpaymentAccepted: false,
    received: 0n,
    asOfBlock: null,
    expiresAt,
    authorizationExpiresAt,
    refundExpiresAt,
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  if (!command.deposit) return { ...payment, ...NO_DEPOSIT };
  if (command.captureMethod === "MANUAL") {
    throw new DomainError("INVALID_INPUT", "What comes to a deposit address is not captured.", {
      path: ["input", "captureMethod"],
    });
  }
  const { factory } = given;
  return { ...payment, ...draftDeposit(payment, command.deposit, { asset, account, factory }) };
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
