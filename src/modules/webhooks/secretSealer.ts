import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Keeps secrets in the database unreadable to whoever has only the database. */
export interface SecretSealer {
  /** `boundTo` is the row's id: a sealed secret that is copied to another row does not open. */
  seal(secret: string, boundTo: string): string;
  open(sealed: string, boundTo: string): string;
}

const NONCE_BYTES = 12; // NIST SP 800-38D recommends 96 bits
const TAG_BYTES = 16;

/** AES-256-GCM; sealed text is nonce, tag and ciphertext in base64.
 *  @throws Error when the key has not 32 bytes, or a sealed text was changed */
export function aesGcmSealer(key: Uint8Array): SecretSealer {
  if (key.length !== 32) throw new Error("AES-256 needs a key of 32 bytes");
  return {
    seal(secret, boundTo) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(boundTo));
      const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64");
    },
    open(sealed, boundTo) {
      const bytes = Buffer.from(sealed, "base64");
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(boundTo))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const text = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
    },
  };
}
