import { AbiCoder, id, keccak256 } from "ethers";
import type { PaymentTerms } from "../../kernel/facts/chainFact.ts";
import {
  type Address,
  type Bytes32,
  type ChainId,
  eip155Reference,
  ZERO_ADDRESS,
} from "../../kernel/ids/chainIds.ts";
import { fields } from "./typedData.ts";

/** The terms as EIP-712 lists fields. @see contracts/types/Payment.sol PaymentInfo */
export const PAYMENT_INFO_FIELDS =
  "address operator,address payer,address receiver,address token,uint120 maxAmount,uint48 preApprovalExpiry,uint48 authorizationExpiry,uint48 refundExpiry,uint16 minFeeBps,uint16 maxFeeBps,address feeReceiver,uint256 salt";
const PAYMENT_INFO_TYPEHASH = id(`PaymentInfo(${PAYMENT_INFO_FIELDS})`);
const WORDS = ["bytes32", ...fields(PAYMENT_INFO_FIELDS).map(({ type }) => type)];

/**
 * The escrow's id of a payment, computed without asking it.
 * @see contracts/libraries/PaymentHash.sol idOf
 */
export function paymentHash(chainId: ChainId, escrow: Address, terms: PaymentTerms): Bytes32 {
  const coder = AbiCoder.defaultAbiCoder();
  const termsHash = keccak256(
    coder.encode(WORDS, [
      PAYMENT_INFO_TYPEHASH,
      terms.operator,
      terms.payer,
      terms.receiver,
      terms.token,
      terms.maxAmount,
      terms.preApprovalExpiry,
      terms.authorizationExpiry,
      terms.refundExpiry,
      terms.minFeeBps,
      terms.maxFeeBps,
      terms.feeReceiver,
      terms.salt,
    ]),
  );
  const bound = coder.encode(
    ["uint256", "address", "bytes32"],
    [eip155Reference(chainId), escrow, termsHash],
  );
  return keccak256(bound) as Bytes32; // keccak256 gives 32 lower-case bytes
}

/** The id with payer zero: the nonce of the payer's EIP-3009 authorization, so that one signature fits one payment. */
export function payerAgnosticHash(chainId: ChainId, escrow: Address, terms: PaymentTerms): Bytes32 {
  return paymentHash(chainId, escrow, { ...terms, payer: ZERO_ADDRESS });
}
