import type { TypedData } from "../../kernel/facts/contractCall.ts";
import type { CreditTerms } from "../../kernel/facts/creditFacts.ts";
import type { Address, ChainId, Hex } from "../../kernel/ids/chainIds.ts";
import { isSignedBy } from "../signatures/isSignedBy.ts";
import type { TypedDataSigner } from "../signer/signer.ts";
import { creditTermsTypedData } from "./creditTerms.ts";

/** Signs terms of credit with an underwriter's key; what comes back is checked before anyone relies on it. */
export async function signTerms(
  signer: TypedDataSigner,
  chainId: ChainId,
  creditLine: Address,
  terms: CreditTerms,
): Promise<{ readonly underwriter: Address; readonly signature: Hex }> {
  const typedData: TypedData = creditTermsTypedData(chainId, creditLine, terms);
  const signature = await signer.signTypedData(typedData);
  if (!isSignedBy(signer.address, typedData, signature))
    throw new Error(`the signature is not ${signer.address}'s over the terms`);
  return { underwriter: signer.address, signature };
}
