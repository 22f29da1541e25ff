import type { Tx } from "../../db/withTx.ts";
import { isId, type PayoutId } from "../../kernel/ids/ids.ts";
import type { AccountLine } from "../ledger/index.ts";
import { describeOperations } from "../payments/index.ts";
import { getPayouts } from "../payouts/index.ts";
import type { Owner } from "./settlement.context.ts";
import type { SettlementLine } from "./settlement.ts";

const FACT = "fact:";

/** Says of each movement what it was about, as the merchant names it. */
export async function describeLines(
  tx: Tx,
  owner: Owner,
  { lines, opening }: { readonly lines: readonly AccountLine[]; readonly opening: bigint },
): Promise<SettlementLine[]> {
  const sources = [...new Set(lines.map(({ sourceId }) => sourceId))];
  const operations = await describeOperations(tx, owner, {
    factIds: sources.filter((id) => id.startsWith(FACT)).map((id) => id.slice(FACT.length)),
    ids: sources.filter((id) => isId("Refund", id)),
  });
  const payoutIds = sources.filter((id): id is PayoutId => isId("Payout", id));
  const payouts = new Map((await getPayouts(tx, owner, payoutIds)).map((payout) => [payout?.id, payout]));
  const bySource = new Map(
    operations.flatMap((each) => [[each.id, each] as const, [`${FACT}${each.factId}`, each] as const]),
  );
  let balance = opening;
  return lines.map(({ entryId, entryLine, kind, postedAt, sourceId, units }, index) => {
    balance += units;
    const operation = bySource.get(sourceId);
    const payout = isId("Payout", sourceId) ? payouts.get(sourceId) : undefined;
    const isCapture = kind === "CAPTURE_FINAL" && operation?.kind === "CAPTURE";
    return {
      line: index + 1,
      entryId,
      entryLine,
      kind,
      postedAt,
      objectId: operation?.id ?? payout?.id ?? null,
      merchantReference: operation?.merchantReference ?? payout?.merchantReference ?? null,
      gross: isCapture ? operation.amount : null,
      fee: isCapture ? operation.fee : null,
      net: units,
      balance,
    };
  });
}
