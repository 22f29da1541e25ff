export { checkSignIn } from "./checkSignIn.ts";
export { findSession } from "./findSession.ts";
export { issueNonce } from "./issueNonce.ts";
export { type SignIn, signIn } from "./signIn.ts";
export { signOut } from "./signOut.ts";
export type { OpenedSession, SignInMessage, WalletCaller } from "./wallet.ts";
export type { WalletsContext } from "./wallets.context.ts";
export type { WalletGateway } from "./wallets.ports.ts";
