import type { GraphQLSchema } from "graphql";
import { Asset } from "../common/assets/asset.type.ts";
import { AssetsResolver } from "../common/assets/assets.resolver.ts";
import { buildDoorSchema } from "../common/doors/buildDoorSchema.ts";
import { USER_ERROR_TYPES } from "../common/errors/userError.type.ts";
import { CheckoutResolver } from "./checkout/checkout.resolver.ts";
import { ReservesResolver } from "./reserves/reserves.resolver.ts";
import { WalletResolver } from "./wallet/wallet.resolver.ts";

/** The door of dApps and browsers. */
export function buildStorefrontSchema(): GraphQLSchema {
  return buildDoorSchema({
    name: "storefront",
    resolvers: [AssetsResolver, CheckoutResolver, ReservesResolver, WalletResolver],
    orphanedTypes: [...USER_ERROR_TYPES, Asset],
  });
}
