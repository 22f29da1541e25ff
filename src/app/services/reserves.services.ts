import type { ReservesServices } from "../../graphql/common/reservesServices.ts";
import { proveInclusion, type ReservesGateway, readReserves } from "../../modules/reserves/index.ts";
import type { Scopes } from "./scope.ts";

/** A tree is made of everybody's parts, so proofs are read as the system; each shows its merchant's part alone. */
export function reservesServices(scopes: Scopes, gateway: ReservesGateway): ReservesServices {
  return {
    readReserves: (query) => scopes.readAsSystem((db) => readReserves(db, query)),
    proveInclusion: ({ merchantId }, query) =>
      scopes.readAsSystem((db) => proveInclusion(db, { ...query, merchantId }, { gateway })),
  };
}
