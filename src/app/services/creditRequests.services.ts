import { proofOf } from "../../chain/credit/attestation.ts";
import type { CreditServices } from "../../graphql/common/creditServices.ts";
import { parseAssetId } from "../../kernel/ids/chainIds.ts";
import type { CreditRequestId } from "../../kernel/ids/ids.ts";
import {
  approveRequest,
  type CreditContext,
  type CreditGateway,
  getRequests,
  listRequests,
  requestCredit,
  revokeConsent,
} from "../../modules/credit/index.ts";
import { ownerOf, type Scopes, stillThere } from "./scope.ts";

type RequestServices = Pick<
  CreditServices,
  "request" | "approve" | "revokeConsent" | "getRequests" | "listRequests" | "acceptance" | "disclosures"
>;

export function requestServices(
  scopes: Scopes,
  context: CreditContext,
  gateway: CreditGateway,
): RequestServices {
  return {
    request: (caller, command) =>
      scopes.once(caller, "creditLineRequest", command, {
        async work(tx) {
          const request = await requestCredit(tx, { ...command, ...ownerOf(caller) }, context);
          return { id: request.id, result: request };
        },
        async replay(tx, id) {
          const [found] = await getRequests(tx, ownerOf(caller), [id as CreditRequestId]); // an id that we stored
          return stillThere(found);
        },
      }),
    approve: (caller, id) =>
      scopes.asSystem((tx) => approveRequest(tx, { id, operator: caller.keyId }, context)),
    revokeConsent: (caller, id) =>
      scopes.asMerchant(caller, (tx) => revokeConsent(tx, { id, ...ownerOf(caller) }, context)),
    getRequests: (caller, ids) =>
      scopes.readAsMerchant(caller, (db) => getRequests(db, ownerOf(caller), ids)),
    listRequests: (caller, page) =>
      scopes.readAsMerchant(caller, (db) => listRequests(db, ownerOf(caller), page)),
    acceptance({ chainId, asset, terms, signed, consentRevokedAt }) {
      if (!terms || !signed || consentRevokedAt !== null) return null;
      if (context.clock.now().getTime() / 1_000 >= terms.expiry) return null;
      const { token } = parseAssetId(asset);
      const found = context.creditOf(chainId).find((each) => each.token === token);
      return found ? gateway.openCall({ chainId, contract: found.creditLine }, terms, signed) : null;
    },
    disclosures({ judged }) {
      const leaves = judged?.leaves ?? [];
      return leaves.map((leaf, index) => ({ ...leaf, proof: proofOf(leaves, index) }));
    },
  };
}
