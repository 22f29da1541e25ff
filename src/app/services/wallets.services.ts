import type { WalletServices } from "../../graphql/common/walletServices.ts";
import {
  checkSignIn,
  findSession,
  issueNonce,
  signIn,
  signOut,
  type WalletGateway,
  type WalletsContext,
} from "../../modules/wallets/index.ts";
import { answered } from "./answered.ts";
import type { Scopes } from "./scope.ts";

/** Nonces and sessions belong to no merchant, so all of this runs as the system. */
export function walletServices(
  scopes: Scopes,
  context: WalletsContext,
  gateway: WalletGateway,
): WalletServices {
  return {
    findSession: (token) => scopes.readAsSystem((db) => findSession(db, token, context)),
    issueNonce: () => scopes.asSystem((tx) => issueNonce(tx, context)),
    async signIn({ message: text, signature }) {
      const message = await scopes.readAsSystem((db) => checkSignIn(db, text, context));
      const { chainId, address: wallet } = message;
      const isSigned = await answered(gateway.isTextSignedBy({ chainId, wallet, text, signature }));
      return scopes.asSystem((tx) => signIn(tx, { message, isSigned }, context));
    },
    signOut: (caller) => scopes.asSystem((tx) => signOut(tx, caller)),
  };
}
