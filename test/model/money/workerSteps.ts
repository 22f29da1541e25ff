import { expect } from "chai";
import fc from "fast-check";
import type { Bytes32 } from "../../../src/kernel/ids/chainIds.ts";
import type { Break } from "../../fixtures/breakingDatabase.ts";
import { crashes, pick, picks } from "../step.ts";
import { digest } from "./compare.ts";
import type { Call } from "./contracts.ts";
import type { ModelTransaction } from "./ground.ts";
import type { MoneyModel } from "./moneyModel.ts";
import type { MoneyWorld } from "./moneyWorld.ts";
import type { ModelPayment } from "./paymentModel.ts";
import type { Kind, ModelOperation } from "./paymentState.ts";
import type { Step } from "./step.ts";

interface Crash {
  readonly crash: Break | null;
}

/** Transactions that a pass planned, with what they are for. */
async function newTransactions(model: MoneyModel, world: MoneyWorld): Promise<ModelTransaction[]> {
  const known = new Set(model.transactions.map(({ id }) => id));
  const planned = (await world.planned()).filter(({ id }) => !known.has(id));
  const found = planned.map(({ id, call }): ModelTransaction => ({ id, call, hash: null, death: null }));
  model.transactions.push(...found);
  return found;
}

// ── Operations of payments ────────────────────────────────────────────────────

const KINDS: readonly Kind[] = ["AUTHORIZE", "CAPTURE", "VOID", "REFUND"];

/** What the chain must be asked for an operation: one call, or one item of a batch. */
function askedOf(payment: ModelPayment, { kind, amount, preApproved }: ModelOperation): object {
  const { hash } = payment;
  switch (kind) {
    case "AUTHORIZE":
      return { hash, amount, preApproved };
    case "VOID":
      return { hash };
    case "CAPTURE":
      return { hash, amount, expectedCapturable: payment.held };
    case "REFUND": {
      const expectedRefundable = payment.sum("PaymentCaptured") - payment.sum("PaymentRefunded");
      return { hash, amount, expectedRefundable };
    }
  }
}

function hashesOf(call: Call): Bytes32[] {
  if (call.kind === "CAPTURE" || call.kind === "REFUND") return call.items.map(({ hash }) => hash);
  return "hash" in call ? [call.hash] : [];
}

function askedIn(call: Call): object[] {
  if (call.kind === "CAPTURE" || call.kind === "REFUND") return [...call.items];
  if (call.kind === "AUTHORIZE")
    return [{ hash: call.hash, amount: call.amount, preApproved: call.preApproved }];
  return call.kind === "VOID" ? [{ hash: call.hash }] : [];
}

export const submitOperations: Step<Crash & { kinds: readonly Kind[] }> = {
  name: "submit operations",
  args: fc.record({
    kinds: fc.oneof(
      fc.constant(KINDS),
      fc.constantFrom(...KINDS).map((kind) => [kind]),
    ),
    crash: crashes,
  }),
  isPossible: ({ payments }) =>
    payments.some(({ operations }) => operations.some(({ status }) => status === "PENDING")),
  async run(model, world, { kinds, crash }) {
    for (const kind of kinds) {
      const due = model.due(kind);
      await world.survive(crash, () => world.submit(kind));
      const transactions = await newTransactions(model, world);
      const asked = due.map(({ payment, operation }) => askedOf(payment, operation));
      expect(transactions.flatMap(({ call }) => askedIn(call))).to.have.deep.members(asked);
      const isBatch = kind === "CAPTURE" || kind === "REFUND";
      expect(transactions.length).to.equal(isBatch ? Math.min(1, due.length) : due.length);
      for (const { payment, operation } of due) {
        const carrier = transactions.find(({ call }) => hashesOf(call).includes(payment.hash));
        operation.transaction = carrier ?? null;
        payment.move(operation, "SUBMITTED");
      }
    }
  },
};

export const expirePayments: Step<Crash> = {
  name: "expire payments",
  args: fc.record({ crash: crashes }),
  isPossible: ({ payments }) => payments.some(({ status }) => status === "REQUIRES_PAYMENT"),
  async run(model, world, { crash }) {
    await world.survive(crash, () => world.expire());
    for (const payment of model.payments) {
      if (payment.status === "REQUIRES_PAYMENT" && model.now >= payment.terms.expiresAt) payment.rest();
    }
  },
};

// ── Payouts and recipients ────────────────────────────────────────────────────

export const submitPayouts: Step<Crash> = {
  name: "submit payouts",
  args: fc.record({ crash: crashes }),
  isPossible: ({ payouts }) => payouts.ready.length > 0,
  async run(model, world, { crash }) {
    const { ready } = model.payouts;
    await world.survive(crash, () => world.submitPayouts());
    const [transaction, ...more] = await newTransactions(model, world);
    expect(more).to.deep.equal([]);
    if (transaction?.call.kind !== "PAYOUT") throw new Error("no batch was planned");
    const { items, batchId } = transaction.call;
    expect(items).to.have.deep.members(ready.map(({ to, amount }) => ({ to, amount })));
    for (const payout of ready) model.payouts.submit(payout, transaction, batchId);
  },
};

export const submitRecipients: Step<Crash> = {
  name: "submit recipients",
  args: fc.record({ crash: crashes }),
  isPossible: ({ payouts }) => payouts.recipients.some(isUnsubmitted),
  async run(model, world, { crash }) {
    const due = model.payouts.recipients.filter(isUnsubmitted);
    await world.survive(crash, () => world.submitRecipients());
    const transactions = await newTransactions(model, world);
    const wanted = due.map(({ address }) => ({ kind: "RECIPIENT", recipient: address, allowed: true }));
    expect(transactions.map(({ call }) => call)).to.have.deep.members(wanted);
    for (const recipient of due) {
      const isOf = ({ call }: ModelTransaction) =>
        call.kind === "RECIPIENT" && call.recipient === recipient.address;
      recipient.transaction = transactions.find(isOf) ?? null;
    }
  },
};

const isUnsubmitted = ({ status, transaction }: MoneyModel["payouts"]["recipients"][number]) =>
  status === "PENDING" && transaction === null;

// ── The sender ────────────────────────────────────────────────────────────────

const unsigned = ({ transactions }: MoneyModel) =>
  transactions.filter(({ hash, death }) => hash === null && death === null);

export const sign: Step<{ most: number }> = {
  name: "sign",
  args: fc.record({ most: fc.constantFrom(1, 9, 9, 9) }),
  isPossible: (model) => unsigned(model).length > 0,
  async run(model, world, { most }) {
    for (const transaction of unsigned(model).slice(0, most)) {
      const hash = model.newHash();
      await world.sign(transaction.id, hash);
      transaction.hash = hash;
    }
  },
};

/** A transaction that will never do anything, and how that is proven. */
function dying(
  model: MoneyModel,
): { transaction: ModelTransaction; ways: NonNullable<ModelTransaction["death"]>[] }[] {
  return [
    ...unsigned(model).map((transaction) => ({
      transaction,
      ways: ["REFUSED" as const, "WITHDRAWN" as const],
    })),
    ...model.inPool.map((transaction) => ({ transaction, ways: ["DROPPED" as const] })),
    ...model.provenReverted.map((transaction) => ({ transaction, ways: ["REVERTED" as const] })),
  ];
}

export const die: Step<Crash & { transaction: number; way: number }> = {
  name: "a transaction dies",
  args: fc.record({ transaction: picks, way: picks, crash: crashes }),
  isPossible: (model) => dying(model).length > 0,
  async run(model, world, { crash, ...args }) {
    const { transaction, ways } = pick(dying(model), args.transaction);
    // Transactions are objects with an identity: the model's own one is changed.
    const own = model.transactions.find(({ id }) => id === transaction.id) ?? transaction;
    const way = pick(ways, args.way);
    model.coverage.add(`transaction died ${way}`);
    await world.survive(crash, () => world.die(own.id, way));
    model.die(own, way);
  },
};

// ── Time, and asking again ────────────────────────────────────────────────────

export const advance: Step<{ payment: number; to: number }> = {
  name: "time passes",
  args: fc.record({ payment: picks, to: fc.constantFrom(0, 0, 0, 1, 2, 3, 4) }),
  isPossible: () => true,
  async run(model, world, { payment, to }) {
    const of = model.payments.length > 0 ? pick(model.payments, payment) : undefined;
    const { terms } = of ?? {};
    const ends = terms
      ? [terms.expiresAt - 1, terms.expiresAt, terms.authorizationExpiresAt, terms.refundExpiresAt]
      : [];
    const target = to === 0 ? model.now + 60 : (ends[to - 1] ?? model.now + 3_600);
    const seconds = Math.max(1, target - model.now);
    world.clock.advance(seconds);
    model.now += seconds;
  },
};

export const repeat: Step<Crash & { command: number }> = {
  name: "repeat under the same key",
  args: fc.record({ command: picks, crash: crashes }),
  isPossible: () => true,
  async run(model, world, { command, crash }) {
    if (world.history.length === 0) return;
    const before = await digest(world);
    const { replayed } = await world.survive(crash, pick(world.history, command));
    expect({ replayed, digest: await digest(world) }).to.deep.equal({ replayed: true, digest: before });
    model.coverage.add("replayed");
  },
};
