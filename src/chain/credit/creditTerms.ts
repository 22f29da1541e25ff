import type { TypedData } from "../../kernel/facts/contractCall.ts";
import type { CreditTerms } from "../../kernel/facts/creditFacts.ts";
import { type Address, type ChainId, eip155Reference } from "../../kernel/ids/chainIds.ts";

/** Fields of CreditTerms in the order of the contract's type hash. @see contracts/credit/CreditPolicy.sol */
const FIELDS = [
  ["line", "bytes32"],
  ["borrower", "address"],
  ["limit", "uint128"],
  ["aprBps", "uint16"],
  ["lateAprBps", "uint16"],
  ["holdbackBps", "uint16"],
  ["advanceRateBps", "uint16"],
  ["originationBps", "uint16"],
  ["gracePeriod", "uint32"],
  ["period", "uint32"],
  ["minPayment", "uint96"],
  ["maturity", "uint40"],
  ["expiry", "uint40"],
  ["nonce", "uint64"],
  ["schemaId", "bytes32"],
  ["attestation", "bytes32"],
] as const satisfies readonly (readonly [keyof CreditTerms, string])[];

/** What an underwriter signs over terms (EIP-712). */
export function creditTermsTypedData(chainId: ChainId, creditLine: Address, terms: CreditTerms): TypedData {
  return {
    domain: {
      name: "Tallystick CreditLine",
      version: "1",
      chainId: eip155Reference(chainId).toString(),
      verifyingContract: creditLine,
    },
    primaryType: "CreditTerms",
    types: { CreditTerms: FIELDS.map(([name, type]) => ({ name, type })) },
    message: Object.fromEntries(FIELDS.map(([name]) => [name, String(terms[name])])),
  };
}
