import type { Tx } from "../../db/withTx.ts";
import type { DepositServices, Resolution } from "../../graphql/common/depositServices.ts";
import type { Id, PaymentId } from "../../kernel/ids/ids.ts";
import { formatUnits } from "../../kernel/money/tokenAmount.ts";
import { getAsset } from "../../modules/assets/index.ts";
import {
  getTransfers,
  getUnmatched,
  listUnmatched,
  lockOpenUnmatched,
  markRefunded,
  pageTransfers,
  refundableUnits,
  releaseUnmatched,
  transfersOf,
  type UnmatchedDeposit,
  writeOffUnmatched,
} from "../../modules/deposits/index.ts";
import type { MerchantCaller } from "../../modules/merchants/index.ts";
import { acceptUnderpayment, attachDeposit, getPayments } from "../../modules/payments/index.ts";
import { createPayout, recipientOfAddress } from "../../modules/payouts/index.ts";
import type { Contexts } from "../contexts.ts";
import { ownerOf, type Scopes, stillThere } from "./scope.ts";

type DepositParts = Pick<Contexts, "payments" | "payouts">;

export function depositServices(scopes: Scopes, parts: DepositParts): DepositServices {
  return {
    transfersOf: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => transfersOf(db, ownerOf(caller), query)),
    pageTransfers: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => pageTransfers(db, ownerOf(caller), query)),
    getTransfers: (caller, ids) =>
      scopes.readAsMerchant(caller, (db) => getTransfers(db, ownerOf(caller), ids)),
    getUnmatched: (caller, ids) =>
      scopes.readAsMerchant(caller, (db) => getUnmatched(db, ownerOf(caller), ids)),
    listUnmatched: (caller, query) =>
      scopes.readAsMerchant(caller, (db) => listUnmatched(db, ownerOf(caller), query)),
    acceptUnderpayment: (caller, command) =>
      scopes.once(caller, "paymentAcceptUnderpayment", command, {
        async work(tx) {
          const payment = await acceptUnderpayment(tx, { ...command, ...ownerOf(caller) }, parts.payments);
          return { id: payment.id, result: payment };
        },
        async replay(tx, id) {
          const [payment] = await getPayments(tx, ownerOf(caller), [id as PaymentId]); // an id that we stored
          return stillThere(payment);
        },
      }),
    resolveUnmatched: (caller, command) =>
      scopes.once(caller, "unmatchedDepositResolve", command, {
        async work(tx) {
          const result = await resolve(tx, { caller, ...command }, parts);
          return { id: result.id, result };
        },
        async replay(tx, id) {
          const [unmatched] = await getUnmatched(tx, ownerOf(caller), [id as Id<"UnmatchedDeposit">]); // an id that we stored
          return stillThere(unmatched);
        },
      }),
  };
}

interface Resolve {
  readonly caller: MerchantCaller;
  readonly unmatchedDepositId: Id<"UnmatchedDeposit">;
  readonly resolution: Resolution;
}

async function resolve(tx: Tx, order: Resolve, parts: DepositParts): Promise<UnmatchedDeposit> {
  const { caller, unmatchedDepositId, resolution } = order;
  const owner = ownerOf(caller);
  const at = parts.payments.clock.now();
  switch (resolution.kind) {
    case "ATTACH": {
      const { paymentId } = resolution;
      return (await attachDeposit(tx, { ...owner, unmatchedDepositId, paymentId }, parts.payments)).unmatched;
    }
    case "REFUND": {
      const unmatched = await lockOpenUnmatched(tx, owner, unmatchedDepositId);
      return refund(tx, { caller, unmatched, recipientId: resolution.recipientId }, parts);
    }
    case "WRITE_OFF":
      return writeOffUnmatched(tx, await lockOpenUnmatched(tx, owner, unmatchedDepositId), at);
  }
}

/** One payout of just what is left, in the transaction that makes it available: it is given back once or not at all. */
async function refund(
  tx: Tx,
  order: {
    caller: MerchantCaller;
    unmatched: UnmatchedDeposit;
    recipientId: Id<"Recipient"> | undefined;
  },
  { payments, payouts }: DepositParts,
): Promise<UnmatchedDeposit> {
  const { caller, unmatched } = order;
  const owner = ownerOf(caller);
  const units = refundableUnits(unmatched);
  const at = payments.clock.now();
  await releaseUnmatched(tx, unmatched, at);
  const recipientId = order.recipientId ?? (await recipientToReturnTo(tx, owner, unmatched));
  const payout = await createPayout(
    tx,
    {
      ...owner,
      requestedBy: caller.memberId,
      assetId: unmatched.asset,
      amount: formatUnits(units, (await getAsset(tx, unmatched.asset)).decimals),
      ...(recipientId && { recipientId }),
    },
    payouts,
  );
  return markRefunded(tx, unmatched, { payoutId: payout.id, at });
}

/** The recipient with the payment's address to return money to; null: the settlement account's own payout address. */
async function recipientToReturnTo(
  tx: Tx,
  owner: ReturnType<typeof ownerOf>,
  { paymentId, chainId }: UnmatchedDeposit,
): Promise<Id<"Recipient"> | null> {
  const [payment] = await getPayments(tx, owner, [paymentId]);
  const { refundTo, terms } = stillThere(payment);
  if (refundTo === null || refundTo === terms.receiver) return null;
  return recipientOfAddress(tx, owner, { chainId, address: refundTo });
}
