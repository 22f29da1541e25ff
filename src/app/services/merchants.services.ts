import type { Reader } from "../../db/read.ts";
import type { Tx } from "../../db/withTx.ts";
import type { AssetServices, MerchantServices } from "../../graphql/common/services.ts";
import { listAssets, listChains, requireChain } from "../../modules/assets/index.ts";
import type { Caller } from "../../modules/merchants/index.ts";
import {
  acceptInvitation,
  authenticate,
  confirmSettlementAccount,
  createApiKey,
  createMerchant,
  getApiKeys,
  getMembers,
  getMerchants,
  inviteMember,
  listMembers,
  type MerchantCaller,
  removeMember,
  rotateApiKey,
  setSettlementAccount,
  settlementAccountsOf,
} from "../../modules/merchants/index.ts";
import { ownerOf, type Scopes } from "./scope.ts";

export function merchantServices(scopes: Scopes): MerchantServices {
  const now = () => scopes.clock.now();
  /** A merchant sees itself only. */
  const reading = <T>(caller: Caller, work: (db: Reader) => Promise<T>) =>
    caller.kind === "merchant" ? scopes.readAsMerchant(caller, work) : scopes.readAsSystem(work);
  return {
    authenticate: (secret) => scopes.readAsSystem((db) => authenticate(db, { secret, now: now() })),
    createMerchant: (_caller, command) =>
      scopes.asSystem((tx) => createMerchant(tx, { ...command, now: now() })),
    createApiKey: (caller, command) =>
      scopes.asSystem((tx) => createApiKey(tx, { ...command, caller, now: now() })),
    rotateApiKey: (caller, command) =>
      scopes.asSystem((tx) => rotateApiKey(tx, { ...command, caller, now: now() })),
    inviteMember: (caller, command) =>
      scopes.asSystem((tx) => inviteMember(tx, { ...command, caller, now: now() })),
    acceptInvitation: (command) => scopes.asSystem((tx) => acceptInvitation(tx, { ...command, now: now() })),
    removeMember: (caller, command) =>
      scopes.asSystem((tx) => removeMember(tx, { ...command, caller, now: now() })),
    getMembers: (caller, ids) => reading(caller, (db) => getMembers(db, ids)),
    listMembers: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listMembers(db, ownerOf(caller), query)),
    setSettlementAccount: (caller, command) => withChain(caller, command, setSettlementAccount),
    confirmSettlementAccount: (caller, command) => withChain(caller, command, confirmSettlementAccount),
    getMerchants: (caller, ids) => reading(caller, (db) => getMerchants(db, ids)),
    getApiKeys: (caller, ids) => reading(caller, (db) => getApiKeys(db, ids)),
    settlementAccountsOf: (caller, ids) => reading(caller, (db) => settlementAccountsOf(db, ids)),
  };

  /** Accounts of other merchants decide whether one is free, so these run as the system. */
  function withChain<Command extends Parameters<MerchantServices["setSettlementAccount"]>[1], T>(
    caller: MerchantCaller,
    command: Command,
    work: (tx: Tx, command: Command & { merchantId: MerchantCaller["merchantId"]; now: Date }) => Promise<T>,
  ): Promise<T> {
    return scopes.asSystem(async (tx) => {
      await requireChain(tx, { chainId: command.chainId, livemode: caller.livemode });
      return work(tx, { ...command, ...ownerOf(caller), now: now() });
    });
  }
}

export function assetServices(scopes: Scopes): AssetServices {
  return {
    listChains: () => scopes.readAsSystem(listChains),
    listAssets: () => scopes.readAsSystem(listAssets),
  };
}
