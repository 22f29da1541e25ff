import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { ApiClient } from "../support/apiClient.ts";
import type { PaymentView } from "../support/merchantClient.ts";
import { until } from "../support/until.ts";
import type { JourneyChain } from "./journeyChain.ts";
import type { Payer, Prepared, SignatureKind } from "./payers.ts";

const PREPARED = `preparedPayment { signatures { scheme typedData validAfter validBefore }
  preApproval { isAllowed approve { to data } preApprove { to data } } }`;

/**
 * The whole life of one payment: 100 held, 60 captured, the rest given back, 20 refunded, and what the merchant has of it
 * paid out. Amounts by hand, in units of 1e-6, with a fee of 1 %:
 * captured 60 less 0.60 fee is 59.40; less 20 refunded is 39.40 to pay out; the payer has 1,000 - 100 + 40 + 20 = 960.
 */
export async function playJourney(
  world: JourneyChain,
  { kind, payer }: { kind: SignatureKind; payer: Payer },
): Promise<void> {
  const { merchant } = world;
  const reference = kind.name;
  const { id, clientSecret } = await merchant.askFor({ amount: "100", reference, captureMethod: "MANUAL" });
  await agree(new ApiClient(world.storefront), { clientSecret, payer, kind });
  const seen = (what: string, is: (payment: PaymentView) => boolean) =>
    until(`${kind.name}: ${what}`, async () => (await paymentOf(world, id)).find(is));
  const held = await seen("the money is held", ({ status }) => status === "REQUIRES_CAPTURE");
  expect(held).to.include({ amountAuthorized: 100_000_000n, amountCaptured: 0n });

  const ask = (name: string, input: object) =>
    merchant.api.command(name, { ...input, idempotencyKey: randomUUID() }, "payment { id }");
  await ask("paymentCapture", { paymentId: id, amount: "60" });
  await seen("60 are captured", ({ amountCaptured }) => amountCaptured === 60_000_000n);
  await ask("paymentVoid", { paymentId: id });
  await seen("the rest is given back", ({ status }) => status === "SUCCEEDED");
  await ask("refundCreate", { paymentId: id, amount: "20" });
  const ended = await seen("20 are refunded", ({ amountRefunded }) => amountRefunded === 20_000_000n);
  expect(ended).to.include({ amountVoided: 40_000_000n, amountReclaimed: 0n, fee: 600_000n });
  expect(await world.dollarsOf(payer.address)).to.equal(960_000_000n);

  await merchant.payOut("39.40", reference);
  await until(`${kind.name}: 39.40 are paid out`, async () =>
    (await merchant.payouts()).find(
      (payout) => payout.merchantReference === reference && payout.status === "PAID",
    ),
  );
}

/** Signs or sends what the API names, in the way that the kind is about. */
async function agree(
  door: ApiClient,
  { clientSecret, payer, kind }: { clientSecret: string; payer: Payer; kind: SignatureKind },
): Promise<void> {
  const who = { clientSecret, payer: payer.address };
  const { preparedPayment } = await door.command<{ preparedPayment: Prepared }>(
    "paymentPrepare",
    who,
    PREPARED,
  );
  const { signatures, preApproval } = preparedPayment;
  expect(signatures.map(({ scheme }) => scheme)).to.deep.equal(kind.offered);
  const option = signatures.find(({ scheme }) => scheme === kind.scheme);
  if (!option) {
    await payer.send?.(preApproval.approve);
    const txHash = await payer.send?.(preApproval.preApprove);
    await door.command("paymentTransactionSubmit", { ...who, txHash }, "checkoutPayment { id }");
    return;
  }
  const { scheme, typedData, validAfter, validBefore } = option;
  const [signature, permitSignature] = await Promise.all(typedData.map((typed) => payer.sign(typed)));
  const input = { ...who, scheme, validAfter, validBefore, signature, permitSignature };
  await door.command("paymentAuthorizationSubmit", input, "checkoutPayment { id }");
}

async function paymentOf({ merchant }: JourneyChain, id: string): Promise<PaymentView[]> {
  return (await merchant.payments()).filter((payment) => payment.id === id);
}
