import type { PaymentTerms } from "../../kernel/facts/chainFact.ts";
import type { TypedData } from "../../kernel/facts/contractCall.ts";
import type { Address } from "../../kernel/ids/chainIds.ts";
import type { Asset, GaslessScheme } from "../assets/index.ts";
import { type Payment, termsFor } from "./payment.ts";
import type { PaymentsContext } from "./payments.context.ts";
import type { PayerReading } from "./payments.ports.ts";

/** Cheapest for the payer first: one signature, one that needs an earlier approval, two, and Permit2's long one. */
const ORDER: readonly GaslessScheme[] = ["EIP3009", "ALLOWANCE", "EIP2612", "PERMIT2"];

interface Wallet {
  readonly payment: Payment;
  readonly asset: Asset;
  readonly payer: Address;
  /** Null when the chain could not be asked. */
  readonly reading: PayerReading | null;
}

/** Every way in which this wallet can pay by signature alone, the best first. */
export function possibleSchemes(wallet: Wallet): readonly GaslessScheme[] {
  return ORDER.filter((scheme) => isPossible(scheme, wallet));
}

function isPossible(scheme: GaslessScheme, { payment, asset, reading }: Wallet): boolean {
  switch (scheme) {
    case "EIP3009":
      return takesSigner(scheme, asset, reading);
    case "ALLOWANCE":
      return reading !== null && reading.collectorAllowance >= payment.amount;
    case "EIP2612":
      return (
        reading !== null && reading.collectorAllowance < payment.amount && takesSigner(scheme, asset, reading)
      );
    case "PERMIT2":
      return reading !== null && reading.permit2Allowance >= payment.amount;
  }
}

/** Whether the token has the scheme, and takes a contract's signature where the wallet is one. */
export function takesSigner(
  scheme: "EIP3009" | "EIP2612",
  asset: Asset,
  reading: PayerReading | null,
): boolean {
  if (!asset.gasless.includes(scheme) || asset.eip712Version === null) return false;
  return !reading?.isContract || reading.walletSchemes.includes(scheme);
}

/**
 * What the payer signs, in the order in which the signatures are submitted: the consent to the terms, and for EIP-2612 the
 * token's permit behind it.
 * The wallet's reading is there for EIP2612, and the asset has the scheme.
 */
export function signatureRequests(
  { payment, asset, payer, reading }: Wallet,
  scheme: GaslessScheme,
  { escrow }: PaymentsContext,
): readonly TypedData[] {
  const { chainId } = payment;
  const terms = termsFor(payment, payer);
  switch (scheme) {
    case "EIP3009":
      return [escrow.receiveAuthorization({ chainId, terms, token: domainOf(asset) })];
    case "ALLOWANCE":
      return [escrow.paymentConsent(chainId, terms)];
    case "EIP2612":
      return [escrow.paymentConsent(chainId, terms), permitOf({ chainId, terms, asset, reading }, escrow)];
    case "PERMIT2":
      return [escrow.permit2Transfer(chainId, terms)];
  }
}

function permitOf(
  order: { chainId: Payment["chainId"]; terms: PaymentTerms; asset: Asset; reading: PayerReading | null },
  escrow: PaymentsContext["escrow"],
): TypedData {
  const { chainId, terms, asset, reading } = order;
  if (!reading) throw new Error("a permit needs the wallet's nonce");
  return escrow.permit({ chainId, terms, token: domainOf(asset), nonce: reading.permitNonce });
}

function domainOf({ assetId, name, eip712Version: version }: Asset): { name: string; version: string } {
  if (version === null) throw new Error(`${assetId} has no EIP-712 domain`);
  return { name, version };
}
