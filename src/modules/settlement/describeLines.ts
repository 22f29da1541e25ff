import type { Tx } from "../../db/withTx.ts";
import { isId, type PayoutId } from "../../kernel/ids/ids.ts";
import { paymentsOfSweeps } from "../deposits/index.ts";
import type { AccountLine } from "../ledger/index.ts";
import { describeOperations, getPayments } from "../payments/index.ts";
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
  const factIds = sources.filter((id) => id.startsWith(FACT)).map((id) => id.slice(FACT.length));
  const operations = await describeOperations(tx, owner, {
    factIds,
    ids: sources.filter((id) => isId("Refund", id)),
  });
  const payoutIds = sources.filter((id): id is PayoutId => isId("Payout", id));
  const payouts = new Map((await getPayouts(tx, owner, payoutIds)).map((payout) => [payout?.id, payout]));
  const bySource = new Map(
    operations.flatMap((each) => [[each.id, each] as const, [`${FACT}${each.factId}`, each] as const]),
  );
  const swept = await sweptPayments(tx, owner, factIds);
  let balance = opening;
  return lines.map(({ entryId, entryLine, kind, postedAt, sourceId, units }, index) => {
    balance += units;
    const operation = bySource.get(sourceId);
    const payout = isId("Payout", sourceId) ? payouts.get(sourceId) : undefined;
    const payment = swept.get(sourceId);
    return {
      line: index + 1,
      entryId,
      entryLine,
      kind,
      postedAt,
      objectId: operation?.id ?? payout?.id ?? payment?.id ?? null,
      merchantReference: (operation ?? payout ?? payment)?.merchantReference ?? null,
      ...earnedBy({ kind, units }, operation),
      net: units,
      balance,
    };
  });
}

/** What came from a payer, and what the platform took of it; null for what is neither. */
function earnedBy(
  { kind, units }: Pick<AccountLine, "kind" | "units">,
  operation: Awaited<ReturnType<typeof describeOperations>>[number] | undefined,
): Pick<SettlementLine, "gross" | "fee"> {
  if (kind === "CAPTURE_FINAL" && operation?.kind === "CAPTURE")
    return { gross: operation.amount, fee: operation.fee };
  if (kind === "DEPOSIT_SWEPT") return { gross: units, fee: 0n };
  if (kind === "SWEEP_FEE") return { gross: 0n, fee: -units };
  return { gross: null, fee: null };
}

/** The payments whose addresses were swept, by the journal's name of the sweep. */
async function sweptPayments(tx: Tx, owner: Owner, factIds: readonly string[]) {
  const paymentOf = await paymentsOfSweeps(tx, factIds);
  const found = await getPayments(tx, owner, [...new Set(paymentOf.values())]);
  const byId = new Map(found.map((payment) => [payment?.id, payment]));
  return new Map([...paymentOf].map(([factId, id]) => [`${FACT}${factId}`, byId.get(id)]));
}
