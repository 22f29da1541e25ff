import { getAddress, isHexString } from "ethers";
import { DomainError } from "../errors/domainError.ts";

/** CAIP-2 id of an EVM chain: `eip155:8453`. */
export type ChainId = string & { readonly __chainId: true };
/** CAIP-19 id of an ERC-20 token: `eip155:8453/erc20:0x…` with a checksummed address. */
export type AssetId = string & { readonly __assetId: true };
/** CAIP-10 id of an account: `eip155:8453:0x…` with a checksummed address. */
export type AccountId = string & { readonly __accountId: true };
/** EVM address with its EIP-55 checksum. */
export type Address = string & { readonly __address: true };
/** 32 bytes as 0x and 64 lower-case hexadecimal digits. */
export type Bytes32 = string & { readonly __bytes32: true };
/** Bytes of any length as 0x and lower-case hexadecimal digits. */
export type Hex = string & { readonly __hex: true };
/** A transaction's hash. */
export type TxHash = Bytes32;

export const ZERO_ADDRESS = "0x0000000000000000000000000000000000000000" as Address;

/** @throws ADDRESS_MALFORMED, ADDRESS_CHECKSUM (EIP-55; all-lower-case input carries no checksum and is taken) */
export function parseAddress(text: string): Address {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    throw new DomainError("ADDRESS_MALFORMED", "An address is 0x followed by 40 hexadecimal digits.");
  }
  try {
    return getAddress(text) as Address; // the one place where an address is checked
  } catch (cause) {
    throw new DomainError("ADDRESS_CHECKSUM", "The address' checksum is wrong: copy the address again.", {
      cause,
    });
  }
}

/** @throws INVALID_INPUT */
export function parseBytes32(text: string): Bytes32 {
  if (!isHexString(text, 32))
    throw new DomainError("INVALID_INPUT", "0x and 64 hexadecimal digits are expected.");
  return text.toLowerCase() as Bytes32; // checked above
}

/** @throws CHAIN_UNKNOWN when the text is no CAIP-2 id of an EVM chain */
export function parseChainId(text: string): ChainId {
  if (!/^eip155:[1-9][0-9]{0,31}$/.test(text)) {
    throw new DomainError("CHAIN_UNKNOWN", "A chain is named by its CAIP-2 id, like eip155:8453.");
  }
  return text as ChainId; // checked above
}

/** The number inside a CAIP-2 id, as EIP-155 and EIP-712 domains use it. */
export function eip155Reference(chainId: ChainId): bigint {
  return BigInt(chainId.slice("eip155:".length));
}

export function chainIdOf(reference: bigint | number): ChainId {
  return `eip155:${reference}` as ChainId; // the inverse of eip155Reference
}

export function assetIdOf(chainId: ChainId, token: Address): AssetId {
  return `${chainId}/erc20:${token}` as AssetId; // built from checked parts
}

/** @throws ASSET_UNKNOWN when the text is no CAIP-19 id of an ERC-20 token */
export function parseAssetId(text: string): { assetId: AssetId; chainId: ChainId; token: Address } {
  const match = /^(eip155:[1-9][0-9]{0,31})\/erc20:(0x[0-9a-fA-F]{40})$/.exec(text);
  if (!match?.[1] || !match[2]) {
    throw new DomainError(
      "ASSET_UNKNOWN",
      "An asset is named by its CAIP-19 id, like eip155:8453/erc20:0x….",
    );
  }
  const chainId = parseChainId(match[1]);
  const token = parseAddress(match[2]);
  return { assetId: assetIdOf(chainId, token), chainId, token };
}

export function accountIdOf(chainId: ChainId, address: Address): AccountId {
  return `${chainId}:${address}` as AccountId; // built from checked parts
}

/** @throws CHAIN_UNKNOWN, ADDRESS_MALFORMED, ADDRESS_CHECKSUM */
export function parseAccountId(text: string): { accountId: AccountId; chainId: ChainId; address: Address } {
  const cut = text.lastIndexOf(":");
  const chainId = parseChainId(text.slice(0, Math.max(cut, 0)));
  const address = parseAddress(text.slice(cut + 1));
  return { accountId: accountIdOf(chainId, address), chainId, address };
}
