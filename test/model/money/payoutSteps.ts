import fc from "fast-check";
import type { ErrorCode } from "../../../src/kernel/errors/errorCodes.ts";
import { type Address, parseAddress } from "../../../src/kernel/ids/chainIds.ts";
import type { Id, PayoutBatchId, PayoutId } from "../../../src/kernel/ids/ids.ts";
import type { Break } from "../../fixtures/breakingDatabase.ts";
import { ASSET, CHAIN } from "../../fixtures/shop.ts";
import { crashes, pick, picks } from "../step.ts";
import type { MoneyModel } from "./moneyModel.ts";
import type { MoneyWorld } from "./moneyWorld.ts";
import type { ModelRecipient } from "./payoutModel.ts";
import { ask, decimal, type Step } from "./step.ts";

/** Equal amounts are likely, so that payouts have to be told apart. */
type Size = "5" | "20" | "half" | "all" | "too much" | "nothing";
const sizes = fc.constantFrom<Size[]>("5", "5", "20", "half", "all", "too much", "nothing");

function unitsOf(size: Size, available: bigint): bigint {
  if (size === "5" || size === "20") return BigInt(size) * 1_000_000n;
  if (size === "nothing") return 0n;
  if (size === "half") return available / 2n > 0n ? available / 2n : 1n;
  return size === "all" ? (available > 0n ? available : 1n) : available + 1n;
}

/** To a recipient, or to the merchant's own account. */
function recipientOf({ payouts }: MoneyModel, to: number | null): ModelRecipient | null {
  return to === null || payouts.recipients.length === 0 ? null : pick(payouts.recipients, to);
}

interface PayoutArgs {
  readonly size: Size;
  readonly to: number | null;
  readonly crash: Break | null;
}

export const createPayout: Step<PayoutArgs> = {
  name: "create payout",
  args: fc.record({ size: sizes, to: fc.option(picks, { freq: 2 }), crash: crashes }),
  isPossible: ({ payouts }) => payouts.payouts.length < 12,
  async run(model, world, { size, to, crash }) {
    const available = model.books.owed("available");
    const amount = unitsOf(size, available);
    const recipient = recipientOf(model, to);
    const recipientId = (recipient?.id ?? null) as Id<"Recipient"> | null;
    const order = { assetId: ASSET, amount: decimal(amount), recipientId };
    const command = { ...order, idempotencyKey: world.newKey() };
    const work = () => world.services.payouts.createPayout(world.caller, command);
    const refusal = refusalToPayout(model, { amount, recipient });
    model.coverage.add(`payout ${refusal ?? "accepted"}`);
    const accepted = await ask(world, { refusal, crash, work });
    if (!accepted) return;
    const { id } = accepted.result;
    model.payouts.create({ id, amount, to: recipient?.address ?? world.account });
    world.history.push(work);
  },
};

function refusalToPayout(
  model: MoneyModel,
  { amount, recipient }: { amount: bigint; recipient: ModelRecipient | null },
): ErrorCode | null {
  if (amount === 0n) return "AMOUNT_NOT_POSITIVE";
  if (recipient && !model.payouts.isUsable(recipient)) return "RECIPIENT_NOT_ACTIVE";
  return amount > model.books.owed("available") ? "INSUFFICIENT_BALANCE" : null;
}

export const createBatch: Step<{ sizes: readonly Size[]; to: number | null; crash: Break | null }> = {
  name: "create payout batch",
  args: fc.record({
    sizes: fc.array(fc.constantFrom<Size[]>("5", "5", "20", "half"), { maxLength: 3 }),
    to: fc.option(picks, { freq: 1 }),
    crash: crashes,
  }),
  isPossible: ({ payouts }) => payouts.payouts.length < 10,
  async run(model, world, { crash, to, ...args }) {
    const available = model.books.owed("available");
    const chosen = recipientOf(model, to);
    const recipient = chosen && model.payouts.isUsable(chosen) ? chosen : null;
    const recipientId = (recipient?.id ?? null) as Id<"Recipient"> | null;
    const amounts = args.sizes.map((size) => unitsOf(size, available));
    const items = amounts.map((units) => ({ assetId: ASSET, amount: decimal(units), recipientId }));
    const command = { items, idempotencyKey: world.newKey() };
    const work = () => world.services.payouts.createPayoutBatch(world.caller, command);
    const sum = amounts.reduce((total, units) => total + units, 0n);
    const refusal = items.length === 0 ? "INVALID_INPUT" : sum > available ? "INSUFFICIENT_BALANCE" : null;
    model.coverage.add(`payout batch ${refusal ?? "accepted"}`);
    const accepted = await ask(world, { refusal, crash, work });
    if (!accepted) return;
    const { id } = accepted.result;
    model.payouts.createBatch(id, await ordersOf(world, id));
    world.history.push(work);
  },
};

/** The batch's payouts have names of their own, which no answer gives. */
function ordersOf(world: MoneyWorld, id: string): Promise<{ id: string; amount: bigint; to: Address }[]> {
  return world.inTx(async (tx) => {
    const rows = await tx
      .selectFrom("payouts")
      .select(["id", "amount", "destination"])
      .where("payout_batch_id", "=", id)
      .orderBy("id")
      .execute();
    return rows.map((row) => ({ id: row.id, amount: row.amount, to: row.destination as Address }));
  });
}

export const cancelPayout: Step<{ payout: number; crash: Break | null }> = {
  name: "cancel payout",
  args: fc.record({ payout: picks, crash: crashes }),
  isPossible: ({ payouts }) => payouts.payouts.length > 0,
  async run(model, world, { crash, ...args }) {
    const payout = pick(model.payouts.payouts, args.payout);
    const command = { payoutId: payout.id as PayoutId, idempotencyKey: world.newKey() };
    const work = () => world.services.payouts.cancelPayout(world.caller, command);
    const refusal = payout.status === "READY" ? null : "INVALID_STATE";
    model.coverage.add(`cancel ${refusal ?? "accepted"}`);
    if (!(await ask(world, { refusal, crash, work }))) return;
    model.payouts.cancel([payout]);
    world.history.push(work);
  },
};

export const cancelBatch: Step<{ batch: number; crash: Break | null }> = {
  name: "cancel payout batch",
  args: fc.record({ batch: picks, crash: crashes }),
  isPossible: ({ payouts }) => payouts.batches.length > 0,
  async run(model, world, { crash, ...args }) {
    const batch = pick(model.payouts.batches, args.batch);
    const ready = batch.payouts.filter(({ status }) => status === "READY");
    const command = { payoutBatchId: batch.id as PayoutBatchId, idempotencyKey: world.newKey() };
    const work = () => world.services.payouts.cancelPayoutBatch(world.caller, command);
    const refusal = ready.length > 0 ? null : "INVALID_STATE";
    model.coverage.add(`cancel batch ${refusal ?? "accepted"}`);
    if (!(await ask(world, { refusal, crash, work }))) return;
    model.payouts.cancel(ready);
    world.history.push(work);
  },
};

const FRIENDS = ["ab", "cd"].map((byte) => parseAddress(`0x${byte.repeat(20)}`));

export const createRecipient: Step<{ friend: number; crash: Break | null }> = {
  name: "create recipient",
  args: fc.record({ friend: fc.nat({ max: 1 }), crash: crashes }),
  isPossible: ({ payouts }) => payouts.recipients.length < 5,
  async run(model, world, { friend, crash }) {
    const address = pick(FRIENDS, friend);
    const order = { chainId: CHAIN, address, label: "Friend" };
    const command = { ...order, idempotencyKey: world.newKey() };
    const work = () => world.services.payouts.createRecipient(world.caller, command);
    const isThere = model.payouts.recipients.some(
      (each) => each.address === address && (each.status === "PENDING" || each.status === "ACTIVE"),
    );
    const refusal = isThere ? "RECIPIENT_EXISTS" : null;
    model.coverage.add(`recipient ${refusal ?? "accepted"}`);
    const accepted = await ask(world, { refusal, crash, work });
    if (!accepted) return;
    model.payouts.addRecipient(accepted.result.id, address);
    world.history.push(work);
  },
};
