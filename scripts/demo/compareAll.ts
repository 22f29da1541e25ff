import { checkLedger } from "./checkLedger.ts";
import { checkPayments } from "./checkPayments.ts";
import { checkMoves, checkReserves, readTokenBalances, type TokenBalances } from "./checkReserves.ts";
import { checkWebhooks, type WebhookCount } from "./checkWebhooks.ts";
import type { Journey } from "./playJourney.ts";
import type { Stage } from "./stage.ts";
import type { StepTable } from "./stepTable.ts";
import { sumOf } from "./tokenAmount.ts";

/** What API, books and chain say at the end. Amounts are units of the token. */
export interface Findings {
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly paidOut: bigint;
  readonly webhooks: WebhookCount;
  readonly ledger: { readonly balanced: boolean; readonly entries: number };
  readonly reserves: { readonly match: boolean };
  /** Everything that disagrees with anything. */
  readonly faults: readonly string[];
}

/** Compares everything with everything, and all of it with what the orders say. */
export async function compareAll(stage: Stage, journey: Journey, steps: StepTable): Promise<Findings> {
  const { sales, payments, recipient, balancesBefore } = journey;
  const { count: webhooks, faults: webhookFaults } = await checkWebhooks(stage, steps);
  const books = await steps.run("add up the journal", 1, async () =>
    checkLedger(await stage.operator.journal()),
  );
  const block = await stage.chain.provider.getBlockNumber();
  const after = await readTokenBalances(stage, [...balancesBefore.keys()], block);
  const reserveFaults = await steps.run("compare with the chain", 1, async () => [
    ...(await checkReserves(stage, books, block)),
    ...checkMoves(balancesBefore, after, expectedMoves(stage, journey)),
  ]);
  const moved = (address: string) => (after.get(address) ?? 0n) - (balancesBefore.get(address) ?? 0n);
  return {
    captured: sumOf(payments.map(({ amountCaptured }) => BigInt(amountCaptured.atomic))),
    refunded: sumOf(payments.map(({ amountRefunded }) => BigInt(amountRefunded.atomic))),
    paidOut: moved(recipient.address) + moved(stage.account),
    webhooks,
    ledger: { balanced: books.faults.length === 0, entries: books.entries },
    reserves: { match: reserveFaults.length === 0 },
    faults: [...checkPayments(sales, payments), ...webhookFaults, ...books.faults, ...reserveFaults],
  };
}

/** By how much everybody's tokens must have moved. */
function expectedMoves(stage: Stage, { sales, expected, recipient }: Journey): TokenBalances {
  const moves = new Map([
    [recipient.address, expected.toRecipient],
    [stage.account, expected.toOwnAccount],
  ]);
  for (const { payer, outcome } of sales) {
    const earlier = moves.get(payer.address) ?? 0n;
    moves.set(payer.address, earlier - outcome.captured + outcome.refunded);
  }
  return moves;
}
