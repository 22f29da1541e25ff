import DataLoader from "dataloader";
import type { Id, PaymentId } from "../../../kernel/ids/ids.ts";
import type { OnchainTransfer } from "../../../modules/deposits/index.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";

/** The first transfers to a payment's address. */
interface TransfersKey {
  readonly paymentId: PaymentId;
  readonly limit: number;
}

/** Those of the request's loaders that are about deposits. */
export function depositLoaders(context: DoorContext) {
  const { services } = context;
  return {
    transfers: new DataLoader((keys: readonly TransfersKey[]) => loadTransfers(context, keys), {
      cacheKeyFn: ({ paymentId, limit }: TransfersKey): string => `${limit} ${paymentId}`,
    }),
    transfer: new DataLoader((ids: readonly Id<"Deposit">[]) =>
      services.deposits.getTransfers(context.merchant, ids),
    ),
    unmatchedDeposit: new DataLoader((ids: readonly Id<"UnmatchedDeposit">[]) =>
      services.deposits.getUnmatched(context.merchant, ids),
    ),
  };
}

/** One statement for all payments that were asked for the same number. */
async function loadTransfers(
  context: DoorContext,
  keys: readonly TransfersKey[],
): Promise<(readonly OnchainTransfer[])[]> {
  const answers = new Map<TransfersKey, readonly OnchainTransfer[]>();
  for (const [limit, group] of Map.groupBy(keys, (key) => key.limit)) {
    const paymentIds = group.map(({ paymentId }) => paymentId);
    const found = await context.services.deposits.transfersOf(context.merchant, { paymentIds, limit });
    for (const [index, key] of group.entries()) answers.set(key, found[index] ?? []);
  }
  return keys.map((key) => answers.get(key) ?? []);
}
