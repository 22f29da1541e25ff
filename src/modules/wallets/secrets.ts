import { createHash, randomBytes } from "node:crypto";

/** A new session's token with 256 random bits; its first characters tell a leaked one at sight. */
export function newSessionToken(): string {
  return `wst_${randomBytes(32).toString("base64url")}`;
}

/** Whether a text can be one of our tokens at all; spares the database everything else. */
export function isSessionToken(text: string): boolean {
  return /^wst_[A-Za-z0-9_-]{43}$/.test(text);
}

/** 128 random bits in digits and letters: EIP-4361 allows nothing else. */
export function newNonce(): string {
  return randomBytes(16).toString("hex");
}

/** Hexadecimal. Random bits need neither salt nor slow hashing. */
export function sha256Of(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
