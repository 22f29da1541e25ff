import type { TypedData } from "../../kernel/facts/contractCall.ts";
import type { Address, Bytes32, ChainId } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import { fields, typedData } from "./typedData.ts";

const TYPE = "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce";

/** What a payer signs so that `to`, and nobody else, may take `value` of the token's units once.
 *  @see EIP-3009 */
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
  const { address, name, version } = order.token;
  return typedData({
    domain: { name, version, chainId: order.chainId, verifyingContract: address },
    primaryType: "ReceiveWithAuthorization",
    types: { ReceiveWithAuthorization: fields(TYPE) },
    message: {
      from: order.from,
      to: order.to,
      value: order.value.toString(),
      validAfter: order.validAfter.toString(),
      validBefore: order.validBefore.toString(),
      nonce: order.nonce,
    },
  });
}
