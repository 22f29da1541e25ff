import type { DoorContext } from "../common/context/doorContext.ts";
import type { Node } from "../common/node.type.ts";

/** The storefront shows assets to everybody, and a payment only to whoever has its secret. */
export async function findStorefrontNode(context: DoorContext, id: string): Promise<Node | null> {
  return context.catalogue.assets.find((asset) => asset.id === id) ?? null;
}
