import type { Hex } from "../../kernel/ids/chainIds.ts";

/** Reads a JSON-RPC quantity that fits a number: heights, indexes, timestamps. */
export function toNumber(quantity: unknown): number {
  const value = Number(toBigInt(quantity));
  if (!Number.isSafeInteger(value)) throw new TypeError(`not a small quantity: ${String(quantity)}`);
  return value;
}

export function toBigInt(quantity: unknown): bigint {
  if (typeof quantity !== "string" || !/^0x[0-9a-fA-F]+$/.test(quantity)) {
    throw new TypeError(`not a quantity: ${String(quantity)}`);
  }
  return BigInt(quantity);
}

export function toQuantity(value: number | bigint): Hex {
  return `0x${value.toString(16)}` as Hex; // hexadecimal by construction
}
