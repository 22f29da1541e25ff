import type { Tx } from "../../db/withTx.ts";
import type { Address, Hex } from "../../kernel/ids/chainIds.ts";
import { toUnixSeconds, type UnixSeconds } from "../../kernel/time/clock.ts";
import type { GaslessScheme } from "../assets/index.ts";
import { openedPayment } from "./openedPayment.ts";
import { findBySignature } from "./operations.store.ts";
import { SignatureExpired, SignatureReplayed } from "./payment.errors.ts";
import type { Payment } from "./payment.ts";
import type { PaymentsContext } from "./payments.context.ts";
import type { Consent } from "./payments.ports.ts";
import { requirePayable } from "./preparePayment.ts";
import { requestAuthorization } from "./requestAuthorization.ts";
import { requireSigned, type WalletWord } from "./requireSigned.ts";

export interface SubmitAuthorization {
  readonly clientSecret: string;
  readonly payer: Address;
  readonly scheme: GaslessScheme;
  /** As in the typed data that was signed. */
  readonly validAfter: UnixSeconds;
  readonly validBefore: UnixSeconds;
  /** Over the first typed data of the scheme. Of an account 65 bytes: r, s, v; of a contract what it takes (ERC-1271). */
  readonly signature: Hex;
  /** EIP2612: over the second one. */
  readonly permitSignature: Hex | null;
  /** What the chain says of the wallet and its signatures, asked before this transaction. */
  readonly wallet: WalletWord;
}

/**
 * Takes the payer's signature or signatures; we send them to the chain.
 * Shape: locks one payment; binds the payer, adds an operation and an event. The same signature again, while it is
 * on its way, changes nothing and is answered alike.
 * @throws NOT_FOUND, INVALID_STATE, PAYMENT_EXPIRED, SCHEME_UNSUPPORTED, SIGNATURE_EXPIRED, SIGNATURE_INVALID,
 *   SIGNATURE_REPLAYED, ALLOWANCE_TOO_SMALL, CHAIN_UNAVAILABLE
 * @see contracts/interfaces/IPaymentCollector.sol CollectMethod
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
  await requireSigned(tx, payment, command, context);
  const agreed = { payer: command.payer, consent: consentOf(command) };
  return { payment: await requestAuthorization(tx, payment, agreed, context), replay: false };
}

function consentOf(command: SubmitAuthorization): Consent {
  const { scheme, signature, validAfter, validBefore } = command;
  switch (scheme) {
    case "EIP3009":
      return { scheme, validAfter, validBefore, signature };
    case "EIP2612":
      return { scheme, signature, permit: command.permitSignature ?? ("0x" as Hex) };
    case "ALLOWANCE":
    case "PERMIT2":
      return { scheme, signature };
  }
}
