import type { BaseWallet } from "ethers";
import { type Address, type Hex, parseAddress } from "../../kernel/ids/chainIds.ts";
import type { Signer, UnsignedTransaction } from "./signer.ts";

/** A private key in this process' memory: sandboxes and tests. */
export class KeySigner implements Signer {
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
}
