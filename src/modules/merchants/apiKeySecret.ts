import { createHash, randomBytes } from "node:crypto";

/** What a secret opens; written into its first characters so that a leaked one can be told at sight. */
export type SecretKind = "sk_test_" | "sk_live_" | "mk_test_" | "mk_live_" | "ok_";

/** A new secret with 256 random bits. */
export function newApiKeySecret(kind: SecretKind): string {
  return kind + randomBytes(32).toString("base64url");
}

/** sha256, hexadecimal. 256 random bits need neither salt nor slow hashing. */
export function hashApiKeySecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Whether a text can be one of our secrets at all; spares the database everything else. */
export function isApiKeySecret(text: string): boolean {
  return /^(sk_test_|sk_live_|mk_test_|mk_live_|ok_)[A-Za-z0-9_-]{43}$/.test(text);
}
