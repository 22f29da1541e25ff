export { acceptInvitation } from "./acceptInvitation.ts";
export { activeSettlementAccount } from "./activeSettlementAccount.ts";
export { mayCallFrom } from "./allowedAddresses.ts";
export { hashApiKeySecret } from "./apiKeySecret.ts";
export { authenticate } from "./authenticate.ts";
export {
  ANONYMOUS,
  API_SCOPES,
  type ApiScope,
  type Caller,
  type MerchantCaller,
  type OperatorCaller,
  SERVER_SCOPES,
} from "./caller.ts";
export { type ConfirmSettlementAccount, confirmSettlementAccount } from "./confirmSettlementAccount.ts";
export { type CreateApiKey, createApiKey } from "./createApiKey.ts";
export { type CreateMerchant, createMerchant } from "./createMerchant.ts";
export { type CreateOperator, createOperator } from "./createOperator.ts";
export { getApiKeys } from "./getApiKeys.ts";
export { getMerchants } from "./getMerchants.ts";
export { type InviteMember, inviteMember } from "./inviteMember.ts";
export {
  MEMBER_ROLES,
  MEMBER_STATUSES,
  type Member,
  type MemberRole,
  type MemberStatus,
} from "./member.ts";
export { getMembers, listMembers } from "./members.store.ts";
export type {
  ApiKey,
  IssuedApiKey,
  Merchant,
  SettlementAccount,
  SettlementAccountStatus,
} from "./merchant.ts";
export { ownerOfAccount } from "./ownerOfAccount.ts";
export { removeMember } from "./removeMember.ts";
export { type RotateApiKey, rotateApiKey } from "./rotateApiKey.ts";
export { type SetSettlementAccount, setSettlementAccount } from "./setSettlementAccount.ts";
export { settlementAccountConfirmation } from "./settlementAccountConfirmation.ts";
export { settlementAccountsOf } from "./settlementAccountsOf.ts";
