import type { Sale } from "./createSales.ts";
import { inParallel } from "./inParallel.ts";
import type { PreparedPayment } from "./payerDoor.ts";
import type { Stage } from "./stage.ts";

/** Checkout pages that are open at once. */
const AT_ONCE = 32;

/** What a payer sees once the money is held: an automatic capture may have followed already. */
const HELD = ["REQUIRES_CAPTURE", "SUCCEEDED"];
const OVER = ["EXPIRED", "CANCELED"];

/** Pays every order, each from its own payer's wallet, and waits until all the money is held. */
export async function payOrders(stage: Stage, sales: readonly Sale[], done: () => void): Promise<void> {
  await inParallel(queuesOf(sales), AT_ONCE, async (queue) => {
    for (const sale of queue) {
      await payOrder(stage, sale);
      done();
    }
  });
}

/** Signatures stand alone. Pre-approvals of one payer queue up: each sets the allowance that the one before used up. */
function queuesOf(sales: readonly Sale[]): readonly (readonly Sale[])[] {
  const { signature = [], preapproval = [] } = Object.groupBy(sales, ({ order }) => order.pay);
  const preApproved = Map.groupBy(preapproval, ({ payer }) => payer.address);
  return [...preApproved.values(), ...signature.map((sale) => [sale])];
}

async function payOrder(stage: Stage, sale: Sale): Promise<void> {
  const { clientSecret, payer, order } = sale;
  const prepared = await stage.payer.prepare({ clientSecret, payer: payer.address });
  const held = stage.payer.follow(clientSecret, (status) => {
    if (OVER.includes(status)) throw new Error(`${order.reference} became ${status} while it was paid`);
    return HELD.includes(status);
  });
  const agreed =
    order.pay === "signature" ? sign(stage, sale, prepared) : sendPreApproval(stage, sale, prepared);
  await Promise.all([held, agreed]);
}

async function sign(
  stage: Stage,
  { payer, clientSecret, order }: Sale,
  prepared: PreparedPayment,
): Promise<void> {
  const [best] = prepared.signatures;
  if (!best) throw new Error(`${order.reference} cannot be paid by signature`);
  const { scheme, validAfter, validBefore } = best;
  const [signature, permitSignature] = await Promise.all(
    best.typedData.map(({ domain, types: { EIP712Domain: _, ...types }, message }) => {
      // ethers makes the domain's type itself, and wants mutable lists
      const mutable = Object.fromEntries(Object.entries(types).map(([name, fields]) => [name, [...fields]]));
      return payer.signTypedData(domain, mutable, message);
    }),
  );
  const signed = { scheme, validAfter, validBefore, signature, permitSignature };
  await stage.payer.submitAuthorization({ clientSecret, payer: payer.address, ...signed });
}

async function sendPreApproval(
  stage: Stage,
  { payer, clientSecret }: Sale,
  { preApproval }: PreparedPayment,
): Promise<void> {
  await stage.chain.send(payer, preApproval.approve);
  const txHash = await stage.chain.send(payer, preApproval.preApprove);
  await stage.payer.submitTransaction({ clientSecret, payer: payer.address, txHash });
}
