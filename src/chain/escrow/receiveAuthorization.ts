import type { TypedData } from "../../kernel/facts/contractCall.ts";
import { type Address, type Bytes32, type ChainId, eip155Reference } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";

/** @see EIP-3009 */
const RECEIVE_WITH_AUTHORIZATION = [
  { name: "from", type: "address" },
  { name: "to", type: "address" },
  { name: "value", type: "uint256" },
  { name: "validAfter", type: "uint256" },
  { name: "validBefore", type: "uint256" },
  { name: "nonce", type: "bytes32" },
];

const EIP712_DOMAIN = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

/** What a payer signs so that `to`, and nobody else, may take `value` of the token's units once. */
export function receiveWithAuthorization(order: {
  chainId: ChainId;
  token: { address: Address; name: string; version: string };
  from: Address;
  to: Address;
  value: bigint;
  validAfter: UnixSeconds;
  validBefore: UnixSeconds;
  nonce: Bytes32;
}): TypedData {
  return {
    domain: {
      name: order.token.name,
      version: order.token.version,
      chainId: eip155Reference(order.chainId).toString(),
      verifyingContract: order.token.address,
    },
    primaryType: "ReceiveWithAuthorization",
    types: { EIP712Domain: EIP712_DOMAIN, ReceiveWithAuthorization: RECEIVE_WITH_AUTHORIZATION },
    message: {
      from: order.from,
      to: order.to,
      value: order.value.toString(),
      validAfter: order.validAfter.toString(),
      validBefore: order.validBefore.toString(),
      nonce: order.nonce,
    },
  };
}
