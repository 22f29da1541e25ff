import type { Tx } from "../../db/withTx.ts";
import type { PaymentTerms } from "../../kernel/facts/chainFact.ts";
import type { ContractCall, TypedData } from "../../kernel/facts/contractCall.ts";
import type { Address, Bytes32 } from "../../kernel/ids/chainIds.ts";
import { toUnixSeconds, type UnixSeconds } from "../../kernel/time/clock.ts";
import { type GaslessScheme, getAsset } from "../assets/index.ts";
import { possibleSchemes, signatureRequests } from "./authorizationSchemes.ts";
import { openedPayment } from "./openedPayment.ts";
import { PaidAtAddress, PaymentStateRefused, PaymentTimeOver } from "./payment.errors.ts";
import { type Payment, termsFor } from "./payment.ts";
import type { PaymentsContext } from "./payments.context.ts";
import type { PayerReading } from "./payments.ports.ts";
import { insertPreparedPayer } from "./payments.store.ts";

export interface PreparePayment {
  readonly clientSecret: string;
  /** The wallet that is going to pay. */
  readonly payer: Address;
  /** What the chain says of the wallet; null when it could not be asked, which leaves fewer ways. */
  readonly reading: PayerReading | null;
}

/** A way to pay by signature alone: the payer needs no native coin. */
export interface SignatureOption {
  readonly scheme: GaslessScheme;
  /** What to sign, in the order in which the signatures are submitted. */
  readonly typedData: readonly TypedData[];
  readonly validAfter: UnixSeconds;
  readonly validBefore: UnixSeconds;
}

/** Every way in which this payer can pay this payment now. */
export interface PreparedPayment {
  readonly payment: Payment;
  readonly payer: Address;
  readonly terms: PaymentTerms;
  readonly onchainId: Bytes32;
  /** The cheapest for the payer first; none when neither token nor wallet can. */
  readonly signatures: readonly SignatureOption[];
  /** Or send these two transactions, in this order, and announce the second. */
  readonly preApproval: {
    readonly approve: ContractCall;
    readonly preApprove: ContractCall;
    /** Whether the wallet allowed as much before, so that the first is not needed. */
    readonly isAllowed: boolean;
  };
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
  const { payer, reading } = command;
  const terms = termsFor(payment, payer);
  const onchainId = context.escrow.paymentHash(payment.chainId, terms);
  await insertPreparedPayer(tx, payment.merchantId, payment.chainId, {
    paymentId: payment.id,
    payer,
    paymentHash: onchainId,
  });
  const wallet = { payment, asset, payer, reading };
  return {
    payment,
    payer,
    terms,
    onchainId,
    signatures: possibleSchemes(wallet).map((scheme) => ({
      scheme,
      typedData: signatureRequests(wallet, scheme, context),
      ...validityOf(payment),
    })),
    preApproval: {
      ...context.escrow.preApprovalCalls(payment.chainId, terms),
      isAllowed: reading !== null && reading.collectorAllowance >= payment.amount,
    },
  };
}

/** Valid from the beginning of time: the terms themselves say until when, and a clock that differs cannot hurt. */
export function validityOf(payment: Payment): { validAfter: UnixSeconds; validBefore: UnixSeconds } {
  return { validAfter: 0 as UnixSeconds, validBefore: toUnixSeconds(payment.expiresAt) };
}

/** @throws SCHEME_UNSUPPORTED for one that is paid at its deposit address, INVALID_STATE, PAYMENT_EXPIRED */
export function requirePayable(payment: Payment, now: Date): void {
  if (payment.depositAddress !== null) throw new PaidAtAddress(payment);
  if (payment.status === "EXPIRED" || now >= payment.expiresAt) throw new PaymentTimeOver(payment);
  if (payment.status !== "REQUIRES_PAYMENT") throw new PaymentStateRefused(payment, ["REQUIRES_PAYMENT"]);
}
