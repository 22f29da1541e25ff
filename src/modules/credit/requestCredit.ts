import type { Tx } from "../../db/withTx.ts";
import { blaming } from "../../kernel/errors/blaming.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import { type AssetId, parseAssetId } from "../../kernel/ids/chainIds.ts";
import { type CreditRequestId, type Id, newId } from "../../kernel/ids/ids.ts";
import { parseUnits } from "../../kernel/money/tokenAmount.ts";
import { requireAsset } from "../assets/index.ts";
import { activeSettlementAccount } from "../merchants/index.ts";
import type { CreditContext, Owner } from "./credit.context.ts";
import type { CreditRequest } from "./creditRequest.ts";
import { insertRequest, lockRequest, saveRequest, saveRevocation } from "./requests.store.ts";

export interface RequestCredit extends Owner {
  readonly assetId: AssetId;
  /** Decimal string in whole tokens: the limit that is wanted. */
  readonly amount: string;
}

/**
 * Asks for a line, and consents to be judged by captures and refunds of the asset. The worker judges it.
 * Shape: one row; one request of a merchant and asset is under way at a time.
 * @throws ASSET_UNKNOWN, ASSET_WRONG_MODE, SETTLEMENT_ACCOUNT_MISSING, CREDIT_NOT_OFFERED, CREDIT_REQUEST_OPEN, and those
 *   of an amount
 */
export async function requestCredit(
  tx: Tx,
  command: RequestCredit,
  context: CreditContext,
): Promise<CreditRequest> {
  const { merchantId, livemode } = command;
  const { assetId: asset, decimals } = await requireAsset(tx, command);
  const { chainId, token } = parseAssetId(asset);
  if (!context.creditOf(chainId).some((each) => each.token === token)) {
    throw new DomainError("CREDIT_NOT_OFFERED", "Nothing is lent in this asset.", {
      path: ["input", "assetId"],
    });
  }
  const wanted = await blaming("amount", () => parseUnits(command.amount, decimals));
  const { account } = await activeSettlementAccount(tx, { merchantId, chainId });
  const at = context.clock.now();
  const request: CreditRequest = {
    id: newId("CreditRequest"),
    merchantId,
    livemode,
    chainId,
    asset,
    account,
    wanted,
    status: "REQUESTED",
    judged: null,
    terms: null,
    signed: null,
    approvedBy: null,
    consentRevokedAt: null,
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
  if (!(await insertRequest(tx, request)))
    throw new DomainError("CREDIT_REQUEST_OPEN", "Another request for this asset is under way.");
  return request;
}

/**
 * An operator lets a large offer be signed. Whoever asked holds a merchant's key and is another person.
 * @throws NOT_FOUND, INVALID_STATE
 */
export async function approveRequest(
  tx: Tx,
  command: { readonly id: CreditRequestId; readonly operator: Id<"ApiKey"> },
  context: CreditContext,
): Promise<CreditRequest> {
  const request = await lockRequest(tx, command.id, null);
  if (!request) throw new DomainError("NOT_FOUND", "No such credit request.");
  if (request.status !== "REVIEW" || request.consentRevokedAt !== null) {
    throw new DomainError("INVALID_STATE", `The request is ${request.status}.`, {
      evidence: { current: request.status, allowed: ["REVIEW"] },
    });
  }
  const approved: CreditRequest = {
    ...request,
    status: "APPROVED",
    approvedBy: command.operator,
    updatedAt: context.clock.now(),
    version: request.version + 1,
  };
  if (!(await saveRequest(tx, approved))) throw new Error(`${request.id} changed since it was locked`);
  return approved;
}

/**
 * Takes back the consent to be judged: what is under way is declined, and a line that came of it draws no more.
 * Shape: said again it changes nothing.
 * @throws NOT_FOUND
 */
export async function revokeConsent(
  tx: Tx,
  command: Owner & { readonly id: CreditRequestId },
  context: CreditContext,
): Promise<CreditRequest> {
  const request = await lockRequest(tx, command.id, command);
  if (!request) throw new DomainError("NOT_FOUND", "No such credit request.");
  if (request.consentRevokedAt !== null) return request;
  const at = context.clock.now();
  const revoked = { ...request, consentRevokedAt: at, updatedAt: at, version: request.version + 1 };
  await saveRevocation(tx, revoked);
  return revoked;
}
