import { verifyTypedData } from "ethers";
import type { TypedData } from "../../kernel/facts/contractCall.ts";
import { type Address, type ChainId, eip155Reference, type Hex } from "../../kernel/ids/chainIds.ts";
import type { MerchantId } from "../../kernel/ids/ids.ts";

export interface SettlementAccountClaim {
  readonly merchantId: MerchantId;
  readonly chainId: ChainId;
  readonly account: Address;
}

const FIELDS = [
  { name: "merchant", type: "string" },
  { name: "chainId", type: "string" },
  { name: "account", type: "address" },
];

/** What the account signs (EIP-712) to say that this merchant's money may be settled on it. */
export function settlementAccountConfirmation(claim: SettlementAccountClaim): TypedData {
  return {
    domain: { name: "Tallystick", version: "1", chainId: eip155Reference(claim.chainId).toString() },
    primaryType: "SettlementAccount",
    types: { SettlementAccount: FIELDS },
    message: { merchant: claim.merchantId, chainId: claim.chainId, account: claim.account },
  };
}

/** Whether the signature is the account's own over its confirmation; false also for malformed bytes. */
export function isConfirmedBy(claim: SettlementAccountClaim, signature: Hex): boolean {
  const { domain, message } = settlementAccountConfirmation(claim);
  try {
    return verifyTypedData(domain, { SettlementAccount: FIELDS }, message, signature) === claim.account;
  } catch {
    return false; // ethers throws for bytes that are no signature
  }
}
