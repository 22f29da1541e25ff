import type { Access } from "../common/access/access.ts";

/** Who may see what; named so that an operation, its types and its lists say the same. */
export const SEE_PAYMENTS: Access = {
  audiences: ["merchant"],
  scopes: ["payments:read", "payments:write", "refunds:write"],
};
export const SEE_PAYOUTS: Access = {
  audiences: ["merchant"],
  scopes: ["payouts:read", "payouts:write", "payouts:approve"],
};
export const SEE_PAYOUT_LIMITS: Access = { ...SEE_PAYOUTS, audiences: ["merchant", "operator"] };
export const SEE_TRANSACTIONS: Access = {
  audiences: ["merchant"],
  scopes: [
    "payments:read",
    "payments:write",
    "refunds:write",
    "payouts:read",
    "payouts:write",
    "payouts:approve",
  ],
};
export const SEE_WEBHOOKS: Access = { audiences: ["merchant"], scopes: ["webhooks:read", "webhooks:write"] };
export const SEE_EVENTS: Access = {
  audiences: ["merchant"],
  scopes: ["events:read", "webhooks:read", "webhooks:write"],
};
export const SEE_BOOKS: Access = { audiences: ["merchant", "operator"], scopes: ["balances:read"] };
export const SEE_SETTLEMENTS: Access = {
  audiences: ["merchant"],
  scopes: ["balances:read", "settlement:write"],
};
export const SEE_CREDIT: Access = { audiences: ["merchant"], scopes: ["credit:read", "credit:write"] };
export const SEE_CREDIT_REQUESTS: Access = { ...SEE_CREDIT, audiences: ["merchant", "operator"] };
export const SEE_BALANCES: Access = { audiences: ["merchant"], scopes: ["balances:read"] };
export const SEE_MEMBERS: Access = {
  audiences: ["merchant", "operator"],
  scopes: ["members:read", "members:write"],
};
export const OPERATE: Access = { audiences: ["operator"] };
export const SEE_MERCHANTS: Access = { audiences: ["merchant", "operator"] };
