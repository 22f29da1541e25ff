import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { Address, Hex } from "../../kernel/ids/chainIds.ts";
import { toUnixSeconds, type UnixSeconds } from "../../kernel/time/clock.ts";
import { getAsset } from "../assets/index.ts";
import { openedPayment } from "./openedPayment.ts";
import { findBySignature } from "./operations.store.ts";
import { SignatureExpired, SignatureInvalid, SignatureReplayed } from "./payment.errors.ts";
import { type Payment, termsFor } from "./payment.ts";
import type { PaymentsContext } from "./payments.context.ts";
import { requirePayable } from "./preparePayment.ts";
import { requestAuthorization } from "./requestAuthorization.ts";

export interface SubmitAuthorization {
  readonly clientSecret: string;
  readonly payer: Address;
  /** As in the typed data that was signed. */
  readonly validAfter: UnixSeconds;
  readonly validBefore: UnixSeconds;
  /** 65 bytes: r, s, v. */
  readonly signature: Hex;
}

/**
 * Takes the payer's signed EIP-3009 authorization; we send it to the chain.
 * Shape: locks one payment; binds the payer, adds an operation and an event. The same signature again, while it is
 * on its way, changes nothing and is answered alike.
 * @throws NOT_FOUND, INVALID_STATE, PAYMENT_EXPIRED, SCHEME_UNSUPPORTED, SIGNATURE_EXPIRED, SIGNATURE_INVALID,
 *   SIGNATURE_REPLAYED
 * @see EIP-3009 receiveWithAuthorization; contracts/escrow/collectors
 */
export async function submitAuthorization(
  tx: Tx,
  command: SubmitAuthorization,
  context: PaymentsContext,
): Promise<{ payment: Payment; replay: boolean }> {
  const now = context.clock.now();
  const payment = await openedPayment(tx, command.clientSecret, context, "update");
  const earlier = await findBySignature(tx, payment.id, command.signature);
  // One that is proven not to have happened left the authorization unused: it may be tried again.
  if (earlier !== undefined && earlier !== "FAILED") {
    if (payment.status !== "CONFIRMING") throw new SignatureReplayed();
    return { payment, replay: true };
  }
  requirePayable(payment, now);
  const seconds = toUnixSeconds(now);
  if (seconds <= command.validAfter || seconds >= command.validBefore) {
    throw new SignatureExpired(command.validAfter, command.validBefore);
  }
  await requireSignature(tx, payment, command, context);
  const consent = {
    scheme: "EIP3009" as const,
    validAfter: command.validAfter,
    validBefore: command.validBefore,
    signature: command.signature,
  };
  return {
    payment: await requestAuthorization(tx, payment, { payer: command.payer, consent }, context),
    replay: false,
  };
}

async function requireSignature(
  tx: Tx,
  payment: Payment,
  command: SubmitAuthorization,
  context: PaymentsContext,
) {
  const asset = await getAsset(tx, payment.asset);
  if (!asset.gasless.includes("EIP3009") || asset.eip712Version === null) {
    throw new DomainError(
      "SCHEME_UNSUPPORTED",
      "The asset has no EIP-3009; send the pre-approval transactions.",
    );
  }
  // The collector rebuilds both times from the terms, so a signature over other times could never be used.
  if (command.validAfter !== 0 || command.validBefore !== payment.terms.preApprovalExpiry) {
    throw new SignatureInvalid();
  }
  const typedData = context.escrow.receiveAuthorization({
    chainId: payment.chainId,
    terms: termsFor(payment, command.payer),
    token: { name: asset.name, version: asset.eip712Version },
    validAfter: command.validAfter,
    validBefore: command.validBefore,
  });
  if (!context.escrow.isSignedBy(command.payer, typedData, command.signature)) throw new SignatureInvalid();
}
