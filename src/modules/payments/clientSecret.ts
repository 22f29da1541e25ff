import { createHmac, timingSafeEqual } from "node:crypto";
import { isId, type PaymentId } from "../../kernel/ids/ids.ts";

/**
 * The payer's credential for one payment: the payment's id and a MAC of it under our key. It is derived, so
 * nothing secret is stored and the merchant can read it again.
 */
export function clientSecretOf(paymentId: PaymentId, secretKey: Uint8Array): string {
  return `${paymentId}_secret_${mac(paymentId, secretKey).toString("base64url")}`;
}

/** The payment that a client secret opens; undefined for anything that we did not make. */
export function paymentIdOf(clientSecret: string, secretKey: Uint8Array): PaymentId | undefined {
  const [id, given] = clientSecret.split("_secret_");
  if (id === undefined || given === undefined || !isId("Payment", id)) return undefined;
  const expected = mac(id, secretKey);
  const bytes = Buffer.from(given, "base64url");
  return bytes.length === expected.length && timingSafeEqual(bytes, expected) ? id : undefined;
}

function mac(paymentId: PaymentId, secretKey: Uint8Array): Buffer {
  return createHmac("sha256", secretKey).update(`client-secret:${paymentId}`).digest();
}
