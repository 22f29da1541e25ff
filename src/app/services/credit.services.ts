import type { CreditServices } from "../../graphql/common/creditServices.ts";
import { DomainError } from "../../kernel/errors/domainError.ts";
import type { PaymentTerms } from "../../kernel/facts/chainFact.ts";
import { type Address, parseAssetId } from "../../kernel/ids/chainIds.ts";
import type { CreditDrawId, PaymentId } from "../../kernel/ids/ids.ts";
import { parseUnits } from "../../kernel/money/tokenAmount.ts";
import { getAsset } from "../../modules/assets/index.ts";
import {
  blockerOfError,
  type CreditBlocker,
  type CreditContext,
  type CreditGateway,
  type CreditLine,
  findRequestOf,
  getDraws,
  getLines,
  listDraws,
  listLines,
  listRepayments,
  prepareDraw,
  readPosition,
} from "../../modules/credit/index.ts";
import { owedUnits } from "../../modules/ledger/index.ts";
import type { MerchantCaller } from "../../modules/merchants/index.ts";
import { getPayments } from "../../modules/payments/index.ts";
import { answered } from "./answered.ts";
import { requestServices } from "./creditRequests.services.ts";
import { ownerOf, type Scopes, stillThere } from "./scope.ts";

export function creditServices(
  scopes: Scopes,
  context: CreditContext,
  gateway: CreditGateway,
): CreditServices {
  const asking: Asking = { scopes, gateway };
  return {
    getLines: (caller, ids) => scopes.readAsMerchant(caller, (db) => getLines(db, ownerOf(caller), ids)),
    listLines: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listLines(db, ownerOf(caller), query)),
    getDraws: (caller, ids) => scopes.readAsMerchant(caller, (db) => getDraws(db, ownerOf(caller), ids)),
    listDraws: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listDraws(db, ownerOf(caller), query)),
    listRepayments: (caller, { line, page }) =>
      scopes.readAsMerchant(caller, (db) => listRepayments(db, line, page)),
    readPosition: async (caller, line) => {
      const [owed, others] = await Promise.all([
        owedBy(asking, caller, line),
        consentBlockers(asking, caller, line),
      ]);
      const position = await answered(readPosition(gateway, line, owed));
      return position && { ...position, blockers: [...position.blockers, ...others] };
    },
    async prepareDraw(caller, command) {
      const draw = await askedDraw(asking, caller, command);
      return scopes.once(caller, "creditDrawPrepare", command, {
        async work(tx) {
          const order = { ...ownerOf(caller), lineId: command.lineId, amount: draw.amount };
          const prepared = await prepareDraw(tx, order, draw, context);
          return { id: prepared.id, result: prepared };
        },
        async replay(tx, id) {
          const [found] = await getDraws(tx, ownerOf(caller), [id as CreditDrawId]); // an id that we stored
          return stillThere(found);
        },
      });
    },
    ...requestServices(scopes, context, gateway),
    repayment(line, { units, from }) {
      if (from === "BALANCE") return [gateway.repayFromBalanceCall(line, units)];
      return gateway.repayCalls(line, parseAssetId(line.asset).token, units);
    },
  };
}

interface Asking {
  readonly scopes: Scopes;
  readonly gateway: CreditGateway;
}

function owedBy({ scopes }: Asking, caller: MerchantCaller, { asset }: CreditLine): Promise<bigint> {
  return scopes.readAsMerchant(caller, (db) => owedUnits(db, caller.merchantId, asset));
}

const ATTESTATION_DAYS = 180;

/** Why a line is not drawn though the contract would lend: the figures behind it are withdrawn, or old. */
async function consentBlockers(
  { scopes }: Asking,
  caller: MerchantCaller,
  line: CreditLine,
): Promise<CreditBlocker[]> {
  const request = await scopes.readAsMerchant(caller, (db) => findRequestOf(db, line));
  if (!request) return [];
  if (request.consentRevokedAt !== null) return ["CONSENT_REVOKED"];
  const oldest = scopes.clock.now().getTime() - ATTESTATION_DAYS * 86_400_000;
  return request.createdAt.getTime() < oldest ? ["ATTESTATION_EXPIRED"] : [];
}

/** Asks the chain about a draw before any transaction: the nonce, and whether just this draw would be taken. */
async function askedDraw(
  asking: Asking,
  caller: MerchantCaller,
  command: Parameters<CreditServices["prepareDraw"]>[1],
) {
  const { scopes, gateway } = asking;
  const { line, decimals, against } = await scopes.readAsMerchant(caller, async (db) => {
    const [found] = await getLines(db, ownerOf(caller), [command.lineId]);
    if (!found) throw new DomainError("NOT_FOUND", "No such credit line.");
    const asset = await getAsset(db, found.asset);
    const payments = await getPayments(db, ownerOf(caller), command.against);
    return { line: found, decimals: asset.decimals, against: payments.map(holdOf(command.against)) };
  });
  const amount = parseUnits(command.amount, decimals);
  const call = gateway.drawCall(line, amount, against);
  const owed = await owedBy(asking, caller, line);
  const others = await consentBlockers(asking, caller, line);
  const asked = await answered(
    Promise.all([gateway.refusalOf(line.account, call), gateway.nonceOf(line.chainId, line.account)]),
  );
  if (!asked) {
    throw new DomainError("CHAIN_UNAVAILABLE", "The chain cannot be asked just now.", { retryable: true });
  }
  const [refusal, nonce] = asked;
  const named = refusal === null ? undefined : (blockerOfError(refusal) ?? "LIMIT_REACHED");
  const blockers = [...(named ? [named] : []), ...(owed > 0n ? (["PENDING_FEES"] as const) : []), ...others];
  return { amount, call, nonce, blockers };
}

/** A hold is pledged by its terms, whose payer is known since it was authorized. */
function holdOf(ids: readonly PaymentId[]) {
  return (
    payment: { terms: Omit<PaymentTerms, "payer">; payer: Address | null } | undefined,
    index: number,
  ): PaymentTerms => {
    if (!payment?.payer) {
      throw new DomainError("NOT_FOUND", "No such payment that is held.", {
        path: ["input", "against", String(index)],
        evidence: { paymentId: ids[index] ?? null },
      });
    }
    return { ...payment.terms, payer: payment.payer };
  };
}
