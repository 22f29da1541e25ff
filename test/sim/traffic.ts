import type { Services } from "../../src/graphql/common/services.ts";
import type { Bytes32 } from "../../src/kernel/ids/chainIds.ts";
import type { PaymentId } from "../../src/kernel/ids/ids.ts";
import type { Payment } from "../../src/modules/payments/index.ts";
import type { Accepted, SimMerchant } from "./accepted.ts";
import { type Client, FOR_EVER } from "./client.ts";
import { PAYER_WALLETS, type SimChain } from "./simChain.ts";

/** Where one merchant trades, and what is written down of it. */
export interface Stall {
  readonly client: Client;
  readonly merchant: SimMerchant;
  readonly chain: SimChain;
  readonly accepted: Accepted;
}

/** How long a step of a journey is waited for before its merchant gives up on it. */
const PATIENCE_MS = 120_000;
const DECIMALS = 6;

/** Whole tokens, as commands have them. */
function decimal(units: bigint): string {
  const digits = units.toString().padStart(DECIMALS + 1, "0");
  return `${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
}

/** One payment from the order to its last refund, as merchant and payer happen to want it. */
export async function playPayment(
  stall: Stall,
  number: number,
  how: "SIGNATURE" | "PRE_APPROVAL" | "NEVER",
): Promise<void> {
  const { client, merchant } = stall;
  const { random } = client.sim;
  const captureMethod = random.pick(["AUTOMATIC", "MANUAL"] as const);
  const units = BigInt(random.between(1, 50_000_000));
  const order = await orderPayment(stall, { number, units, captureMethod, expires: how === "NEVER" });
  if (how === "SIGNATURE") await payBySignature(stall, order.clientSecret);
  if (how === "PRE_APPROVAL") await payByPreApproval(stall, order.clientSecret);
  if (how === "NEVER") return;

  const { id } = order;
  const now = async () => {
    const [payment] = await client.ask(({ payments }) => payments.getPayments(merchant.caller, [id]));
    return payment;
  };
  const reached = (test: (payment: Payment) => boolean) =>
    client.poll(PATIENCE_MS, async () => {
      const payment = await now();
      return payment && test(payment) ? payment : undefined;
    });
  if (!(await reached(({ status }) => status !== "CONFIRMING" && status !== "REQUIRES_PAYMENT"))) return;
  const hasCapture = captureMethod === "AUTOMATIC" || (await captureByHand(stall, id, units));
  if (!hasCapture || !random.chance(0.5)) return;
  const captured = await reached(({ amounts }) => amounts.captured > 0n);
  if (captured) await refund(stall, captured);
}

async function orderPayment(
  { client, merchant, chain, accepted }: Stall,
  order: { number: number; units: bigint; captureMethod: "AUTOMATIC" | "MANUAL"; expires: boolean },
): Promise<{ id: PaymentId; clientSecret: string }> {
  const { number, units, captureMethod } = order;
  const { assetId } = chain;
  const key = `${chain.settings.chainNumber}-${merchant.name}-${number}`;
  const command = {
    assetId,
    amount: decimal(units),
    captureMethod,
    merchantReference: key,
    idempotencyKey: key,
    expiresInSeconds: order.expires ? client.sim.random.between(30, 90) : 7_200,
  };
  const { result } = await client.ask(({ payments }) => payments.createPayment(merchant.caller, command));
  const { payment, clientSecret } = result;
  const { id, chainId, expiresAt } = payment;
  accepted.payments.push({ id, merchant, chain, chainId, assetId, units, captureMethod, expiresAt });
  return { id, clientSecret };
}

async function payBySignature({ client, chain, accepted }: Stall, clientSecret: string): Promise<void> {
  const payer = chain.wallet(client.sim.random.pick(PAYER_WALLETS));
  const prepare = (services: Services) =>
    services.checkout.preparePayment({ clientSecret, payer: payer.address });
  const { signatures } = await client.ask(prepare);
  const option = signatures.find(({ scheme }) => scheme === "EIP3009");
  const [typedData] = option?.typedData ?? [];
  if (!option || !typedData) throw new Error("the test dollar has EIP-3009");
  const { scheme, validAfter, validBefore } = option;
  const signature = await payer.signTypedData(typedData);
  const signed = {
    clientSecret,
    payer: payer.address,
    scheme,
    validAfter,
    validBefore,
    signature,
    permitSignature: null,
  };
  // A second attempt after a lost answer may find that the payment has gone on: refused, and done.
  const answer = await client.tryTo(({ checkout }) => checkout.submitAuthorization(signed));
  if (answer) accepted.signed.push(answer.result.payment.id);
}

async function payByPreApproval({ client, chain, merchant }: Stall, clientSecret: string): Promise<void> {
  const payer = chain.wallet(merchant.preApprover);
  const { preApproval } = await client.ask(({ checkout }) =>
    checkout.preparePayment({ clientSecret, payer: payer.address }),
  );
  // Its wallet has a node of its own.
  const txHash = await client.sim.turn(FOR_EVER, 50, async (): Promise<Bytes32> => {
    await chain.send(payer, preApproval.approve);
    return chain.send(payer, preApproval.preApprove);
  });
  await client.tryTo(({ checkout }) =>
    checkout.submitTransaction({ clientSecret, payer: payer.address, txHash }),
  );
}

/** Up to three captures; what is left is voided or forgotten. Returns whether there was a capture. */
async function captureByHand(stall: Stall, paymentId: PaymentId, units: bigint): Promise<boolean> {
  const { client, merchant, accepted } = stall;
  const { random } = client.sim;
  let left = units;
  for (let part = random.between(0, 3); part > 0 && left > 0n; part--) {
    const isAll = part === 1 && random.chance(0.5);
    const share = isAll ? left : (left * BigInt(random.between(1, 100))) / 100n;
    if (share === 0n) continue;
    const command = { paymentId, amount: decimal(share), idempotencyKey: `${paymentId}-${part}` };
    const answer = await client.tryTo(({ payments }) => payments.capturePayment(merchant.caller, command));
    if (!answer) continue;
    accepted.captures.push({ id: answer.result.capture.id, paymentId, units: share });
    left -= share;
    await client.sim.sleep(random.between(0, 9_000));
  }
  if (left === 0n || !random.chance(0.8)) return left < units;
  const voided = await client.poll(PATIENCE_MS, () =>
    client.tryTo(({ payments }) =>
      payments.voidPayment(merchant.caller, { paymentId, idempotencyKey: `${paymentId}-void` }),
    ),
  );
  if (voided) accepted.voids.push(paymentId);
  return left < units;
}

async function refund({ client, merchant, accepted }: Stall, payment: Payment): Promise<void> {
  const share = (payment.amounts.captured * BigInt(client.sim.random.between(1, 100))) / 100n;
  if (share === 0n) return;
  const idempotencyKey = `${payment.id}-refund`;
  const command = { paymentId: payment.id, amount: decimal(share), idempotencyKey };
  // Refused as long as the capture is not final.
  const answer = await client.poll(PATIENCE_MS, () =>
    client.tryTo(({ payments }) => payments.createRefund(merchant.caller, command)),
  );
  if (answer) accepted.refunds.push({ id: answer.result.refund.id, paymentId: payment.id, units: share });
}

/** Pays out parts of what is available, now and then, until it is told to stop. */
export async function playPayouts(stall: Stall, mayGoOn: () => boolean): Promise<void> {
  const { client, merchant, chain, accepted } = stall;
  const { random } = client.sim;
  for (let number = 1; mayGoOn(); number++) {
    await client.sim.sleep(random.between(8_000, 40_000));
    const balances = await client.ask(({ ledger }) => ledger.balances(merchant.caller));
    const { available = 0n } = balances.find(({ asset }) => asset === chain.assetId) ?? {};
    const units = (available * BigInt(random.between(5, 100))) / 100n;
    if (units === 0n) continue;
    const idempotencyKey = `${chain.settings.chainNumber}-${merchant.name}-payout-${number}`;
    const command = { assetId: chain.assetId, amount: decimal(units), idempotencyKey };
    const answer = await client.tryTo(({ payouts }) => payouts.createPayout(merchant.caller, command));
    if (answer) accepted.payouts.push({ id: answer.result.id, merchant, chain, units });
  }
}
