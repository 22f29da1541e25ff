import type { TypedData } from "../../kernel/facts/contractCall.ts";
import type { Address, ChainId } from "../../kernel/ids/chainIds.ts";
import type { UnixSeconds } from "../../kernel/time/clock.ts";
import { fields, typedData } from "./typedData.ts";

const TYPE = "address owner,address spender,uint256 value,uint256 nonce,uint256 deadline";

/** What an owner signs so that anybody may set its allowance for `spender` to `value` of the token's units.
 *  @see EIP-2612 */
export function permit(order: {
  chainId: ChainId;
  token: { address: Address; name: string; version: string };
  owner: Address;
  spender: Address;
  value: bigint;
  /** The token's next one for this owner. */
  nonce: bigint;
  deadline: UnixSeconds;
}): TypedData {
  const { address, name, version } = order.token;
  return typedData({
    domain: { name, version, chainId: order.chainId, verifyingContract: address },
    primaryType: "Permit",
    types: { Permit: fields(TYPE) },
    message: {
      owner: order.owner,
      spender: order.spender,
      value: order.value.toString(),
      nonce: order.nonce.toString(),
      deadline: order.deadline.toString(),
    },
  });
}
