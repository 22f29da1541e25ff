import { type Address, type AssetId, eip155Reference, parseAssetId } from "../../kernel/ids/chainIds.ts";

/**
 * What a wallet reads from a QR code to send one token to one address. It names no amount: wallets read those each in
 * their own way, and the page shows it beside the code.
 * @see ERC-681, "Payment request URI to pay in ERC20 tokens"
 */
export function depositUri(assetId: AssetId, address: Address): string {
  const { chainId, token } = parseAssetId(assetId);
  return `ethereum:${token}@${eip155Reference(chainId)}/transfer?address=${address}`;
}
