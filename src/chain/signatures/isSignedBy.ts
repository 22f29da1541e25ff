import { recoverAddress, TypedDataEncoder } from "ethers";
import type { TypedData } from "../../kernel/facts/contractCall.ts";
import type { Address, Hex } from "../../kernel/ids/chainIds.ts";

/** Half of secp256k1's order: a greater s is the same signature in its malleable form, which tokens refuse (EIP-2). */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** Whether `signature` is the key's own over the typed data, as `isHashSignedBy` has it. */
export function isSignedBy(signer: Address, typedData: TypedData, signature: Hex): boolean {
  return isHashSignedBy(signer, typedDataHash(typedData), signature);
}

/** Whether `signature` is the key's own over 32 bytes: r, s, v in 65 bytes, v 27 or 28, s in the lower half. */
export function isHashSignedBy(signer: Address, hash: string, signature: Hex): boolean {
  if (!/^0x[0-9a-fA-F]{128}(1b|1c|1B|1C)$/.test(signature)) return false;
  if (BigInt(`0x${signature.slice(66, 130)}`) > HALF_ORDER) return false;
  try {
    return recoverAddress(hash, signature) === signer;
  } catch {
    return false; // r is no point of the curve
  }
}

/** The 32 bytes that are signed (EIP-712). */
export function typedDataHash({ domain, types, message }: TypedData): string {
  const { EIP712Domain: _, ...own } = types;
  const mutable = Object.fromEntries(Object.entries(own).map(([name, fields]) => [name, [...fields]]));
  return TypedDataEncoder.hash(domain, mutable, message);
}
