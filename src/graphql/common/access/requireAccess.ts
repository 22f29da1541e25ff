import type { Caller } from "../../../modules/merchants/index.ts";
import type { WalletCaller } from "../../../modules/wallets/index.ts";
import { TransportError } from "../errors/transportError.ts";
import type { Access } from "./access.ts";

/** A caller as a door sees it: keys open the merchant door, payments' client secrets and wallet sessions the
 *  storefront. One request has one caller. */
export type DoorCaller = Caller | WalletCaller | { readonly kind: "payer"; readonly clientSecret: string };

/** The one place where permissions are decided: every requirement of an operation against one caller.
 *  @throws UNAUTHENTICATED for somebody without a credential, else FORBIDDEN */
export function requireAccess(caller: DoorCaller, requirements: readonly Access[]): void {
  for (const requirement of requirements) {
    if (isAllowed(caller, requirement)) continue;
    if (caller.kind === "anonymous") {
      throw new TransportError("UNAUTHENTICATED", `This needs ${credentialFor(requirement)}.`);
    }
    const audiences = [...requirement.audiences];
    const scopes = [...(requirement.scopes ?? [])];
    throw new TransportError("FORBIDDEN", "Your credential does not allow this.", {
      evidence: { audiences, scopes },
    });
  }
}

export function isAllowed(caller: DoorCaller, requirement: Access): boolean {
  if (requirement.audiences.includes("anyone")) return true;
  if (caller.kind === "anonymous" || !requirement.audiences.includes(caller.kind)) return false;
  if (caller.kind !== "merchant" || requirement.scopes === undefined) return true;
  return requirement.scopes.some((scope) => caller.scopes.has(scope));
}

function credentialFor({ audiences }: Access): string {
  if (audiences.includes("payer")) return "a payment's client secret";
  if (audiences.includes("wallet")) return "a wallet that is signed in: Authorization: Bearer wst_…";
  return "a valid API key: Authorization: Bearer sk_…";
}
