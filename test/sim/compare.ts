import { sql } from "kysely";
import type { Database } from "../../src/db/database.ts";
import { SYSTEM, type Tx, withTx } from "../../src/db/withTx.ts";
import { checkLedger, readBalances } from "../../src/modules/ledger/index.ts";
import { getPayments, operationsOf, type Payment } from "../../src/modules/payments/index.ts";
import { getPayouts } from "../../src/modules/payouts/index.ts";
import type { Accepted, AcceptedPayment, SimMerchant } from "./accepted.ts";
import type { FaultCount } from "./faults.ts";
import { type ChainTruth, NOTHING, type PaymentTruth, readTruth, sum } from "./groundTruth.ts";
import type { SimChain } from "./simChain.ts";

export interface EndState {
  readonly plain: Database;
  readonly chains: readonly SimChain[];
  readonly merchants: readonly SimMerchant[];
  readonly accepted: Accepted;
  readonly count: FaultCount;
  readonly now: Date;
}

type Note = (difference: string) => void;

/** Whether things may fail for the merchant: only where the chain took something back. */
function mayFail({ count }: EndState): boolean {
  return count.of("reorg") + count.of("reorg below finality") > 0;
}

/** Compares what the program says with what chains and clients say. Returns every difference, in words. */
export async function compareEnd(end: EndState): Promise<string[]> {
  const differences: string[] = [];
  const note: Note = (difference) => void differences.push(difference);
  await withTx(end.plain, SYSTEM, async (tx) => {
    for (const chain of end.chains) {
      const accounts = [
        ...end.merchants.map(({ wallet }) => chain.wallet(wallet).address),
        chain.chain.contracts.feeReceiver,
      ];
      const truth = await readTruth(chain, accounts);
      await comparePayments(tx, end, { chain, truth, note });
      await comparePayouts(tx, end, { chain, truth, note });
      await compareBalances(tx, end, { chain, truth, note });
      await compareNonces(tx, chain, note);
    }
    await compareLedger(tx, note);
  });
  return differences;
}

interface At {
  readonly chain: SimChain;
  readonly truth: ChainTruth;
  readonly note: Note;
}

async function comparePayments(tx: Tx, end: EndState, { chain, truth, note }: At): Promise<void> {
  const known = new Set<string>();
  for (const accepted of end.accepted.payments.filter((payment) => payment.chain === chain)) {
    const owner = accepted.merchant.caller;
    const [payment] = await getPayments(tx, owner, [accepted.id]);
    if (!payment) {
      note(`${accepted.id} was accepted and is not there`);
      continue;
    }
    if (payment.onchainId) known.add(payment.onchainId);
    const own = (payment.onchainId && truth.payments.get(payment.onchainId)) || NOTHING;
    const isPromised = end.accepted.signed.includes(accepted.id) && !mayFail(end);
    if (isPromised && own.authorized === 0n) note(`${accepted.id} was signed and never collected`);
    comparePayment(accepted, payment, { own, now: end.now, note });
    for (const kind of ["CAPTURE", "REFUND"] as const) {
      const [operations = []] = await operationsOf(tx, owner, {
        kind,
        paymentIds: [accepted.id],
        limit: 100,
      });
      const happened = kind === "CAPTURE" ? own.captures : own.refunds;
      const done = operations.filter(({ status }) => status === "SUCCEEDED").map(({ amount }) => amount);
      same(note, `${kind} amounts of ${accepted.id}`, sorted(done), sorted(happened));
      const asked = kind === "CAPTURE" ? end.accepted.captures : end.accepted.refunds;
      for (const one of asked.filter(({ paymentId }) => paymentId === accepted.id)) {
        const found = operations.find(({ id }) => id === one.id);
        if (!found) note(`${one.id} was accepted and is not there`);
        else if (found.status === "FAILED" && !mayFail(end)) note(`${one.id} failed: ${found.failure}`);
      }
    }
  }
  for (const hash of truth.payments.keys()) {
    if (!known.has(hash)) note(`the chain has a payment ${hash} that belongs to no accepted one`);
  }
}

function comparePayment(
  accepted: AcceptedPayment,
  payment: Payment,
  { own, now, note }: { own: PaymentTruth; now: Date; note: Note },
): void {
  const { amounts } = payment;
  const say = (what: string, ours: unknown, theirs: unknown) =>
    same(note, `${what} of ${payment.id}`, ours, theirs);
  say("asset", payment.asset, accepted.assetId);
  say("amount", payment.amount, accepted.units);
  for (const part of ["authorized", "captured", "voided", "refunded", "fee"] as const)
    say(part, amounts[part], own[part]);
  say("reclaimed", amounts.reclaimed, 0n);
  say("pending", [amounts.capturePending, amounts.refundPending], [0n, 0n]);
  if (own.authorized !== 0n && own.authorized !== accepted.units)
    note(`${payment.id} authorized ${own.authorized} instead of ${accepted.units}`);
  say("status", payment.status, statusOf(accepted, own, now));
}

/** What a merchant reads in the documentation. */
function statusOf(accepted: AcceptedPayment, own: PaymentTruth, now: Date): string {
  if (own.authorized === 0n) return now < accepted.expiresAt ? "REQUIRES_PAYMENT" : "EXPIRED";
  if (own.authorized - own.captured - own.voided > 0n) return "REQUIRES_CAPTURE";
  return own.captured > 0n ? "SUCCEEDED" : "CANCELED";
}

async function comparePayouts(tx: Tx, end: EndState, { chain, truth, note }: At): Promise<void> {
  for (const [index, merchant] of end.merchants.entries()) {
    const asked = end.accepted.payouts.filter(
      (payout) => payout.chain === chain && payout.merchant === merchant,
    );
    const payouts = await getPayouts(
      tx,
      merchant.caller,
      asked.map(({ id }) => id),
    );
    const paid = payouts.flatMap((payout) => (payout?.status === "PAID" ? [payout.amount] : []));
    const where = `${merchant.name} on ${chain.settings.chainNumber}`;
    const sent = truth.payouts.get(chain.wallet(merchant.wallet).address) ?? [];
    same(note, `payouts of ${where}`, sorted(paid), sorted(sent));
    same(note, `money in the wallet of ${where}`, sum(paid), truth.wallets[index]);
    for (const [place, payout] of payouts.entries()) {
      if (!payout) note(`${asked[place]?.id} was accepted and is not there`);
      else if (payout.amount !== asked[place]?.units) note(`${payout.id} has another amount`);
      else if (payout.status === "FAILED" && !mayFail(end)) note(`${payout.id} failed: ${payout.failure}`);
    }
  }
}

async function compareBalances(tx: Tx, end: EndState, { chain, truth, note }: At): Promise<void> {
  const { reserves } = truth;
  for (const [index, merchant] of end.merchants.entries()) {
    const balances = await readBalances(tx, merchant.caller.merchantId);
    const empty = { available: 0n, pending: 0n, reserved: 0n, escrowed: 0n };
    const own = balances.find(({ asset }) => asset === chain.assetId) ?? empty;
    const where = `${merchant.name} on ${chain.settings.chainNumber}`;
    const debt = await debitsOf(tx, `receivable:merchant:${merchant.caller.merchantId}`, chain);
    same(note, `balance of ${where}`, own.available - debt, reserves.accounts[index]);
    same(note, `money on its way of ${where}`, [own.pending, own.reserved], [0n, 0n]);
    same(note, `money held for ${where}`, own.escrowed, heldOf({ chain, truth }, merchant));
  }
  const { chainId } = chain.chain;
  same(
    note,
    `fees on ${chainId}`,
    -(await debitsOf(tx, "revenue:fee:payment", chain)),
    reserves.accounts.at(-1),
  );
  same(
    note,
    `escrow of ${chainId}`,
    await debitsOf(tx, `chain:${chainId}:escrow`, chain),
    reserves.escrow.held,
  );
  const settlement = await debitsOf(tx, `chain:${chainId}:settlement`, chain);
  same(note, `settlement of ${chainId}`, settlement, reserves.settlement.liabilities);
  const covered = reserves.settlement.tokens + reserves.escrow.owed;
  same(note, `reserves of ${chainId}`, covered, reserves.settlement.liabilities);
  same(
    note,
    `tokens in escrow of ${chainId}`,
    reserves.escrow.tokens,
    reserves.escrow.held + reserves.escrow.owed,
  );
}

/** By the terms that the chain has, not by ours. */
function heldOf({ chain, truth }: Pick<At, "chain" | "truth">, merchant: SimMerchant): bigint {
  const receiver = chain.wallet(merchant.wallet).address;
  return sum(
    [...truth.payments.values()]
      .filter((payment) => payment.receiver === receiver)
      .map(({ authorized, captured, voided }) => authorized - captured - voided),
  );
}

async function debitsOf(tx: Tx, account: string, chain: SimChain): Promise<bigint> {
  const row = await tx
    .selectFrom("ledger_balances")
    .select(["debits", "credits"])
    .where("account", "=", account)
    .where("asset_id", "=", chain.assetId)
    .executeTakeFirst();
  return row ? row.debits - row.credits : 0n;
}

/** Each nonce that a signer of ours has used was used by a transaction that we know, and none is left out. */
async function compareNonces(tx: Tx, sim: SimChain, note: Note): Promise<void> {
  for (const { address } of Object.values(sim.chain.signers)) {
    const used = Number(await sim.request("eth_getTransactionCount", [address, "latest"]));
    const known = await sql<{ next: number | null; lost: number }>`
      select max(nonce) + 1 as next, count(*) filter (where nonce is not null and status not in ('FINAL', 'REVERTED'))::int as lost
      from chain_transactions where chain_id = ${sim.chain.chainId} and signer = ${address}`.execute(tx);
    const [{ next, lost } = { next: null, lost: 0 }] = known.rows;
    if (next !== null) same(note, `nonces of ${address} on ${sim.chain.chainId}`, next, used);
    if (lost > 0) note(`${lost} transactions of ${address} never ended on ${sim.chain.chainId}`);
  }
}

async function compareLedger(tx: Tx, note: Note): Promise<void> {
  const { unbalanced, drifted, brokenSeal } = await checkLedger(tx);
  same(note, "the ledger's own checks", [unbalanced, drifted, brokenSeal], [[], [], null]);
}

function sorted(units: readonly bigint[]): bigint[] {
  return [...units].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function same(note: Note, what: string, ours: unknown, theirs: unknown): void {
  const [a, b] = [textOf(ours), textOf(theirs)];
  if (a !== b) note(`${what}: the program says ${a}, in truth ${b}`);
}

function textOf(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner) => (typeof inner === "bigint" ? inner.toString() : inner)) ??
    "nothing"
  );
}
