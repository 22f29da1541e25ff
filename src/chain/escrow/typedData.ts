import type { TypedData } from "../../kernel/facts/contractCall.ts";
import { type Address, type ChainId, eip155Reference } from "../../kernel/ids/chainIds.ts";

type Field = TypedData["types"][string][number];

/** `"address from,uint256 value"` as EIP-712 lists fields. */
export function fields(list: string): readonly Field[] {
  return list.split(",").map((field) => {
    const [type, name] = field.split(" ");
    if (!type || !name) throw new Error(`not a type and a name: ${field}`);
    return { name, type };
  });
}

/** Typed data ready for eth_signTypedData_v4, the domain's own type included. */
export function typedData(order: {
  domain: { name: string; version?: string; chainId: ChainId; verifyingContract: Address };
  primaryType: string;
  types: Readonly<Record<string, readonly Field[]>>;
  message: TypedData["message"];
}): TypedData {
  const { name, version, chainId, verifyingContract } = order.domain;
  const named = version === undefined ? "string name" : "string name,string version";
  return {
    domain: {
      name,
      ...(version !== undefined && { version }),
      chainId: eip155Reference(chainId).toString(),
      verifyingContract,
    },
    primaryType: order.primaryType,
    types: { EIP712Domain: fields(`${named},uint256 chainId,address verifyingContract`), ...order.types },
    message: order.message,
  };
}
