import type { Tx } from "../../db/withTx.ts";
import type { PaymentTerms } from "../../kernel/facts/chainFact.ts";
import type { ContractCall, TypedData } from "../../kernel/facts/contractCall.ts";
import type { Address, Bytes32 } from "../../kernel/ids/chainIds.ts";
import { toUnixSeconds, type UnixSeconds } from "../../kernel/time/clock.ts";
import { type Asset, getAsset } from "../assets/index.ts";
import { openedPayment } from "./openedPayment.ts";
import { PaymentStateRefused, PaymentTimeOver } from "./payment.errors.ts";
import { type Payment, termsFor } from "./payment.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { insertPreparedPayer } from "./payments.store.ts";

export interface PreparePayment {
  readonly clientSecret: string;
  /** The wallet that is going to pay. */
  readonly payer: Address;
}

/** Every way in which this payer can pay this payment now. */
export interface PreparedPayment {
  readonly payment: Payment;
  readonly payer: Address;
  readonly terms: PaymentTerms;
  readonly onchainId: Bytes32;
  /** Sign this and submit the signature: the payer needs no native coin. Null when the token cannot. */
  readonly eip3009: {
    readonly typedData: TypedData;
    readonly validAfter: UnixSeconds;
    readonly validBefore: UnixSeconds;
  } | null;
  /** Or send these two transactions, in this order, and announce the second. */
  readonly preApproval: { readonly approve: ContractCall; readonly preApprove: ContractCall };
}

/**
 * Fixes the terms for one payer and says how they can be agreed to. Several wallets may prepare the same payment;
 * the first that agrees pays it.
 * Shape: remembers the payer, so that its pre-approval is recognised on the chain.
 * @throws NOT_FOUND, INVALID_STATE, PAYMENT_EXPIRED
 */
export async function preparePayment(
  tx: Tx,
  command: PreparePayment,
  context: PaymentsContext,
): Promise<PreparedPayment> {
  const payment = await openedPayment(tx, command.clientSecret, context, "update");
  requirePayable(payment, context.clock.now());
  const asset = await getAsset(tx, payment.asset);
  const terms = termsFor(payment, command.payer);
  const onchainId = context.escrow.paymentHash(payment.chainId, terms);
  await insertPreparedPayer(tx, payment.merchantId, payment.chainId, {
    paymentId: payment.id,
    payer: command.payer,
    paymentHash: onchainId,
  });
  return {
    payment,
    payer: command.payer,
    terms,
    onchainId,
    eip3009: authorizationOf({ payment, terms, asset, context }),
    preApproval: context.escrow.preApprovalCalls(payment.chainId, terms),
  };
}

/** @throws INVALID_STATE, PAYMENT_EXPIRED */
export function requirePayable(payment: Payment, now: Date): void {
  if (payment.status === "EXPIRED" || now >= payment.expiresAt) throw new PaymentTimeOver(payment);
  if (payment.status !== "REQUIRES_PAYMENT") throw new PaymentStateRefused(payment, ["REQUIRES_PAYMENT"]);
}

function authorizationOf(order: {
  payment: Payment;
  terms: PaymentTerms;
  asset: Asset;
  context: PaymentsContext;
}): PreparedPayment["eip3009"] {
  const { payment, terms, asset, context } = order;
  if (!asset.gasless.includes("EIP3009") || asset.eip712Version === null) return null;
  // Valid from the beginning of time: the terms themselves say until when, and a clock that differs cannot hurt.
  const validAfter = 0 as UnixSeconds;
  const validBefore = toUnixSeconds(payment.expiresAt);
  const token = { name: asset.name, version: asset.eip712Version };
  const typedData = context.escrow.receiveAuthorization({
    chainId: payment.chainId,
    terms,
    token,
    validAfter,
    validBefore,
  });
  return { typedData, validAfter, validBefore };
}
