import { readFile } from "node:fs/promises";
import { Wallet } from "ethers";
import { KeySigner } from "./keySigner.ts";

/**
 * Opens an encrypted JSON keystore (Web3 Secret Storage, as geth and ethers write it). The key stays in this
 * process' memory from then on: for development; production keys belong to a remote signer.
 * @throws Error when the file is unreadable or the password is wrong; the message holds neither
 */
export async function openKeystore(file: string, password: string): Promise<KeySigner> {
  const json = await readFile(file, "utf8");
  try {
    return new KeySigner(await Wallet.fromEncryptedJson(json, password));
  } catch {
    throw new Error(`keystore ${file} could not be opened: wrong password, or not a keystore`);
  }
}
