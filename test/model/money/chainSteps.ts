import fc from "fast-check";
import type { Break } from "../../fixtures/breakingDatabase.ts";
import { crashes, pick, picks } from "../step.ts";
import type { Signed } from "./chain.ts";
import type { Call } from "./contracts.ts";
import type { MoneyModel } from "./moneyModel.ts";
import type { MoneyWorld } from "./moneyWorld.ts";
import type { Step } from "./step.ts";

/** What others do on the chain: payers, the merchant, and whoever has the operator's key. */
interface Deed {
  readonly what:
    | "preapprove"
    | "reclaim"
    | "deposit"
    | "withdraw"
    | "remove"
    | "capture"
    | "refund"
    | "pay out";
  readonly on: number;
}

const deeds: fc.Arbitrary<Deed | null> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null) },
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constantFrom(
        "preapprove" as const,
        "reclaim" as const,
        "deposit" as const,
        "deposit" as const,
        "withdraw" as const,
        "remove" as const,
        "capture" as const,
        "refund" as const,
        "pay out" as const,
      ),
      on: picks,
    }),
  },
);

interface MineArgs {
  /** Bits: which of the pool's transactions are left out. */
  readonly without: number;
  readonly isTurnedRound: boolean;
  readonly deed: Deed | null;
  /** How many blocks the last final one is behind the head. */
  readonly lag: number;
  readonly crash: Break | null;
}

const mineArgs: fc.Arbitrary<MineArgs> = fc.record({
  without: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 7 }) }),
  isTurnedRound: fc.boolean(),
  deed: deeds,
  lag: fc.constantFrom(0, 1, 1, 2, 2, 2, 9),
  crash: crashes,
});

export const mine: Step<MineArgs> = {
  name: "mine",
  args: mineArgs,
  isPossible: () => true,
  run: (model, world, args) => mineBlock(model, world, args),
};

async function mineBlock(model: MoneyModel, world: MoneyWorld, args: MineArgs): Promise<void> {
  const ours = model.inPool.filter((_, index) => ((args.without >> index) & 1) === 0);
  const foreign = args.deed ? callOf(model, args.deed) : undefined;
  if (foreign) model.coverage.add(`deed ${args.deed?.what}`);
  const signed: Signed[] = ours.map(({ hash, call }) => ({ hash, call }));
  if (args.isTurnedRound) signed.reverse();
  if (foreign) signed.push({ hash: model.newHash(), call: foreign });
  const block = model.chain.mine(signed, model.now);
  const finalizedNumber = block.number - args.lag;
  await world.survive(args.crash, () => world.take(block, finalizedNumber));
  model.take(block, finalizedNumber);
}

function callOf(model: MoneyModel, { what, on }: Deed): Call | undefined {
  const contracts = model.chain.contracts();
  const payment = model.payments.length > 0 ? pick(model.payments, on) : undefined;
  const hold = payment && contracts.holds.get(payment.hash);
  switch (what) {
    case "deposit":
      return { kind: "DEPOSIT", amount: BigInt(1 + on) * 7_000_000n };
    case "withdraw":
      return { kind: "WITHDRAW", amount: on % 3 === 0 ? contracts.balance : contracts.balance / 2n };
    case "remove": {
      const recipient = model.payouts.recipients.find(({ status }) => status === "ACTIVE");
      return recipient && { kind: "RECIPIENT", recipient: recipient.address, allowed: false };
    }
    case "preapprove": {
      const mayPay = model.payments.find(
        ({ isPrepared, status }) => isPrepared && status === "REQUIRES_PAYMENT",
      );
      return mayPay && { kind: "PREAPPROVE", hash: mayPay.hash, payer: hold?.terms.payer ?? model.payer };
    }
    case "reclaim":
      return payment && { kind: "RECLAIM", hash: payment.hash };
    case "capture": {
      const asked = payment?.operations.find(({ kind, status }) => kind === "CAPTURE" && status !== "FAILED");
      if (!payment || !hold) return undefined;
      const item = { hash: payment.hash, amount: asked?.amount ?? 1n, expectedCapturable: hold.held };
      return { kind: "CAPTURE", items: [item] };
    }
    case "refund": {
      const asked = payment?.operations.find(({ kind, status }) => kind === "REFUND" && status !== "FAILED");
      if (!payment || !hold) return undefined;
      const expectedRefundable = hold.captured - hold.refunded;
      return {
        kind: "REFUND",
        items: [{ hash: payment.hash, amount: asked?.amount ?? 1n, expectedRefundable }],
      };
    }
    case "pay out": {
      const asked = model.payouts.payouts.find(({ status, transaction }) => {
        return status === "READY" || (status === "SUBMITTED" && !transaction?.hash);
      });
      const item = { to: asked?.to ?? model.payouts.account, amount: asked?.amount ?? 1_000_000n };
      return { kind: "PAYOUT", batchId: model.newHash(), items: [item] };
    }
  }
}

interface ReorgArgs {
  readonly depth: number;
  /** "same": the very blocks come back; "other": what was in them comes in another block, as `again` says; or nothing. */
  readonly returning: "same" | "other" | "nothing";
  readonly again: MineArgs;
  /** Bits: which of the transactions that are gone lose their nonce to another. */
  readonly dropped: number;
  /** Whether the sender sees the new chain before the indexer. */
  readonly isToldBefore: boolean;
  readonly crash: Break | null;
}

export const reorg: Step<ReorgArgs> = {
  name: "reorg",
  args: fc.record({
    depth: fc.constantFrom(1, 1, 2, 2, 3, 4),
    returning: fc.constantFrom("same" as const, "other" as const, "other" as const, "nothing" as const),
    again: mineArgs,
    dropped: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 7 }) }),
    isToldBefore: fc.boolean(),
    crash: crashes,
  }),
  isPossible: ({ chain }) => chain.blocks.length > 0,
  async run(model, world, args) {
    const { chain } = model;
    const depth = Math.min(args.depth, chain.blocks.length - heightOfProof(model));
    if (depth <= 0) return;
    const isDeep = chain.head.number - depth < model.finalized;
    model.coverage.add(isDeep ? "reorg below finality" : "reorg above finality");
    const gone = chain.drop(depth);
    const lost = args.returning === "other" ? lostIn(model, args.dropped) : [];
    if (args.isToldBefore) await kill(model, world, lost);
    await world.survive(args.crash, () => world.rollBack(chain.head));
    model.undo(gone);
    if (!args.isToldBefore) await kill(model, world, lost);
    if (args.returning === "other") await mineBlock(model, world, args.again);
    if (args.returning !== "same") return;
    for (const block of gone.reverse()) {
      chain.restore(block);
      await world.survive(args.crash, () => world.take(block, model.finalized));
      model.take(block, model.finalized);
    }
  },
};

/** What is proven by reverting stays so: the sender reopens what a deeper reorganisation took, which is not played here. */
function heightOfProof({ chain, transactions }: MoneyModel): number {
  const proven = transactions.filter(({ death }) => death === "REVERTED").map(({ hash }) => hash);
  return chain.blocks.findLastIndex(({ reverted }) => reverted.some((hash) => proven.includes(hash))) + 1;
}

function lostIn(model: MoneyModel, dropped: number) {
  const lost = model.inPool.filter((_, index) => ((dropped >> index) & 1) === 1);
  return model.transactions.filter(({ id }) => lost.some((each) => each.id === id));
}

async function kill(model: MoneyModel, world: MoneyWorld, lost: MoneyModel["transactions"]): Promise<void> {
  for (const transaction of lost) {
    await world.die(transaction.id, "DROPPED");
    model.die(transaction, "DROPPED");
  }
}
