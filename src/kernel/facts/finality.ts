/** When a block of a chain counts as final. */
export type Finality =
  /** So many blocks stand on it. */
  | { readonly kind: "DEPTH"; readonly depth: number }
  /** The nodes say so: the block that this tag names is it, or stands on it. */
  | { readonly kind: "TAG"; readonly tag: "finalized" };
