import type { Tx } from "../../db/withTx.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { Address, Hex } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import { type Asset, type GaslessScheme, getAsset } from "../assets/index.ts";
import { signatureRequests, takesSigner } from "./authorizationSchemes.ts";
import { AllowanceTooSmall, ChainUnavailable, SignatureInvalid } from "./payment.errors.ts";
import type { Payment } from "./payment.ts";
import type { PaymentsContext } from "./payments.context.ts";
import type { PayerReading } from "./payments.ports.ts";

/** What the chain said of a wallet just now. */
export interface WalletWord {
  /** Null when the chain was not asked, or could not be. */
  readonly reading: PayerReading | null;
  /** The signatures that the wallet's contract called its own (ERC-1271), each over the typed data it is for. */
  readonly confirmed: readonly Hex[];
}

interface Signed {
  readonly payer: Address;
  readonly scheme: GaslessScheme;
  readonly validAfter: UnixSeconds;
  readonly validBefore: UnixSeconds;
  readonly signature: Hex;
  readonly permitSignature: Hex | null;
  readonly wallet: WalletWord;
}

/** More than any wallet's signature needs; calldata is paid by us. */
const MOST_BYTES = 4_096;

/** Refuses what could never be collected.
 *  @throws SCHEME_UNSUPPORTED, SIGNATURE_INVALID, ALLOWANCE_TOO_SMALL, CHAIN_UNAVAILABLE */
export async function requireSigned(
  tx: Tx,
  payment: Payment,
  signed: Signed,
  context: PaymentsContext,
): Promise<void> {
  const { scheme, payer, wallet } = signed;
  const asset = await getAsset(tx, payment.asset);
  requireScheme(payment, asset, signed);
  // The collector rebuilds both times from the terms, so a signature over other times could never be used.
  if (signed.validAfter !== 0 || signed.validBefore !== payment.terms.preApprovalExpiry)
    throw new SignatureInvalid();
  const requests = signatureRequests({ payment, asset, payer, reading: wallet.reading }, scheme, context);
  const given = [
    { field: "signature", signature: signed.signature },
    { field: "permitSignature", signature: signed.permitSignature },
  ];
  // A permit that somebody else sent first has done its work: it is not needed, and its nonce is used.
  const needed = isAllowed(payment, signed) ? requests.slice(0, 1) : requests;
  for (const [index, request] of needed.entries()) {
    const { field = "signature", signature = null } = given[index] ?? {};
    const isKnown =
      signature !== null &&
      signature.length <= 2 + 2 * MOST_BYTES &&
      (context.escrow.isSignedBy(payer, request, signature) || wallet.confirmed.includes(signature));
    if (!isKnown) throw new SignatureInvalid(field);
  }
}

function requireScheme(payment: Payment, asset: Asset, { scheme, wallet }: Signed): void {
  const { reading } = wallet;
  const isOfToken = scheme === "EIP3009" || scheme === "EIP2612";
  if (isOfToken && !takesSigner(scheme, asset, reading)) {
    throw new DomainError("SCHEME_UNSUPPORTED", "Pay in one of the ways that paymentPrepare names.");
  }
  if (scheme === "EIP3009") return;
  if (reading === null) throw new ChainUnavailable();
  if (scheme === "ALLOWANCE") requireAllowance(payment, reading.collectorAllowance);
  if (scheme === "PERMIT2") requireAllowance(payment, reading.permit2Allowance);
}

const isAllowed = (payment: Payment, { wallet }: Signed): boolean =>
  (wallet.reading?.collectorAllowance ?? 0n) >= payment.amount;

function requireAllowance(payment: Payment, allowance: bigint): void {
  if (allowance < payment.amount) throw new AllowanceTooSmall(allowance, payment.amount);
}
