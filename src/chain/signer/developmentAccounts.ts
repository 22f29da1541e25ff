import { HDNodeWallet, Mnemonic } from "ethers";
import type { TypedData } from "../../kernel/facts/contractCall.ts";
import { type Address, type Hex, parseAddress } from "../../kernel/ids/chainIds.ts";
import { KeySigner } from "./keySigner.ts";
import type { Signer } from "./signer.ts";

/** An account whose key everybody knows: development chains give each of them 10,000 coins at birth. */
export interface DevelopmentAccount {
  readonly address: Address;
  readonly privateKey: Hex;
  readonly signer: Signer;
  signTypedData(typedData: TypedData): Promise<Hex>;
}

/** The phrase of Hardhat, Foundry and every other development chain. Never send it real money. */
const PHRASE = "test test test test test test test test test test test junk";

/** The first `count` accounts of the well-known phrase, in its order (BIP-44, m/44'/60'/0'/0/i). */
export function developmentAccounts(count: number): DevelopmentAccount[] {
  const root = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(PHRASE), "m/44'/60'/0'/0");
  return Array.from({ length: count }, (_, index) => accountOf(root.deriveChild(index)));
}

function accountOf(wallet: HDNodeWallet): DevelopmentAccount {
  return {
    address: parseAddress(wallet.address),
    privateKey: wallet.privateKey as Hex, // 32 bytes, hexadecimal
    signer: new KeySigner(wallet),
    async signTypedData({ domain, types, message }) {
      const { EIP712Domain: _, ...own } = types;
      const mutable = Object.fromEntries(Object.entries(own).map(([name, fields]) => [name, [...fields]]));
      return (await wallet.signTypedData(domain, mutable, message)) as Hex; // 65 bytes, hexadecimal
    },
  };
}
