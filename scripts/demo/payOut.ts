import { Wallet } from "ethers";
import type { Sale } from "./createSales.ts";
import type { Expected } from "./expectOutcome.ts";
import type { Stage } from "./stage.ts";
import { formatAmount } from "./tokenAmount.ts";

/** Somebody new that the shop pays, on an address nobody has used. */
export interface NewRecipient {
  readonly id: string;
  readonly address: string;
  /** Seconds since 1970 from when on the contract pays it. */
  readonly usableFrom: number;
}

/** The chain's clock and the API's go together, but not to the second. */
const MARGIN_SECONDS = 10;

/** Adds a recipient and waits until the contract knows it. */
export async function addRecipient(stage: Stage): Promise<NewRecipient> {
  const { address } = Wallet.createRandom();
  const id = await stage.merchant.addRecipient({
    account: `${stage.asset.chain.id}:${address}`,
    label: "Roastery",
    idempotencyKey: `demo-${stage.run}-recipient`,
  });
  const active = await stage.events.until(
    "the recipient",
    ({ type, objectId }) => type === "RECIPIENT_ACTIVE" && objectId === id,
  );
  return { id, address, usableFrom: secondsOf(String(active.snapshot.usableFrom)) };
}

/** Moves the test clock to where the recipient can be paid and every hold that is to expire has expired. */
export async function passTime(
  stage: Stage,
  recipient: NewRecipient,
  expiring: readonly Sale[],
): Promise<void> {
  const moments = expiring.map(({ authorizationExpiresAt }) => secondsOf(authorizationExpiresAt));
  const target = Math.max(recipient.usableFrom, ...moments) + MARGIN_SECONDS;
  const seconds = target - (await stage.chain.now());
  if (seconds > 0) await stage.merchant.advanceTestClock(seconds);
}

/** A payout to make; without a recipient it goes to the shop's own account. */
export interface PlannedPayout {
  readonly name: string;
  readonly recipientId: string | null;
  readonly units: bigint;
}

/** Payouts of nothing are left out: a file of tiny orders may leave nothing to divide. */
export function planPayouts(recipient: NewRecipient, expected: Expected): PlannedPayout[] {
  const payouts = [
    { name: "recipient", recipientId: recipient.id, units: expected.toRecipient },
    { name: "own account", recipientId: null, units: expected.toOwnAccount },
  ];
  return payouts.filter(({ units }) => units > 0n);
}

/** Makes the payouts and waits until all are final. */
export async function payOut(
  stage: Stage,
  payouts: readonly PlannedPayout[],
  done: () => void,
): Promise<void> {
  const waits = payouts.map(async ({ recipientId, units, name }) => {
    const payoutId = await stage.merchant.payOut({
      recipientId,
      assetId: stage.asset.assetId,
      amount: formatAmount(units),
      merchantReference: `${name} (${stage.run})`,
      idempotencyKey: `demo-${stage.run}-payout-${name}`,
    });
    const isPaid = ({ type, objectId }: { type: string; objectId: string }) =>
      type === "PAYOUT_PAID" && objectId === payoutId;
    await stage.events.until(`the payout to the ${name}`, isPaid);
    done();
  });
  await Promise.all(waits);
}

function secondsOf(isoInstant: string): number {
  return Math.ceil(Date.parse(isoInstant) / 1000);
}
