import type { BaseWallet } from "ethers";
import type { TypedData } from "../../kernel/facts/contractCall.ts";
import { type Address, type Hex, parseAddress } from "../../kernel/ids/chainIds.ts";
import type { Signer, TypedDataSigner, UnsignedTransaction } from "./signer.ts";

/** A private key in this process' memory: sandboxes and tests. */
export class KeySigner implements Signer, TypedDataSigner {
  readonly address: Address;
  readonly #wallet: BaseWallet;

  constructor(wallet: BaseWallet) {
    this.#wallet = wallet;
    this.address = parseAddress(wallet.address);
  }

  async signTransaction(unsigned: UnsignedTransaction): Promise<Hex> {
    const { chainNumber, ...fields } = unsigned;
    const raw = await this.#wallet.signTransaction({ type: 2, chainId: chainNumber, value: 0n, ...fields });
    return raw as Hex; // hexadecimal by ethers
  }

  async signTypedData({ domain, types, message }: TypedData): Promise<Hex> {
    const own = Object.entries(types).filter(([name]) => name !== "EIP712Domain");
    const mutable = Object.fromEntries(own.map(([name, fields]) => [name, [...fields]]));
    return (await this.#wallet.signTypedData(domain, mutable, message)) as Hex; // 65 bytes, hexadecimal
  }
}
