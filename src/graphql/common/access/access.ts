import { Extensions } from "type-graphql";
import type { ApiScope } from "../../../modules/merchants/index.ts";

/** Who may be meant by a request: anyone without a credential, whoever holds a payment's client secret, a wallet that
 *  is signed in, a merchant's server, or an operator of this installation. */
export type Audience = "anyone" | "payer" | "wallet" | "merchant" | "operator";

/** Who may use an operation, or see a type. */
export interface Access {
  readonly audiences: readonly Audience[];
  /** A merchant's key needs one of these; absent: any key will do. */
  readonly scopes?: readonly ApiScope[];
  /** It moves money: at most one of these in a document. */
  readonly movesMoney?: boolean;
  /** Strangers may ask for it and it is work whatever the answer holds: its points are not given back. */
  readonly keepsPrice?: boolean;
}

/** Declares access. Every operation and every object type needs one, else its door does not open. Never on a class
 *  that others extend: TypeGraphQL hands it down, and the ancestor's would win. */
export function Allow(access: Access): ReturnType<typeof Extensions> {
  return Extensions({ access });
}

export const ANYONE: Access = { audiences: ["anyone"] };

/** What was declared on an operation, field or type; undefined when nothing was. */
export function accessOf(element: { readonly extensions?: unknown }): Access | undefined {
  return (element.extensions as { access?: Access } | undefined)?.access; // written by Allow only
}
