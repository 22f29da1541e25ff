import type { DoorContext } from "../../common/context/doorContext.ts";
import { TransportError } from "../../common/errors/transportError.ts";
import { follow } from "../../common/feed/follow.ts";
import type { CheckoutServices } from "../../common/services.ts";

export type Found = NonNullable<Awaited<ReturnType<CheckoutServices["findPayment"]>>>;

/** The stream of one payment for its payer: as it is, then as it is after each change.
 *  @throws BAD_USER_INPUT when the secret opens nothing */
export async function followCheckout(
  context: DoorContext,
  clientSecret: string,
): Promise<AsyncIterableIterator<Found>> {
  const { checkout } = context.services;
  const opened = await checkout.findPayment(clientSecret);
  if (!opened) throw new TransportError("BAD_USER_INPUT", "This client secret opens no payment.");
  let version = 0;
  return follow(context, {
    matches: (head) => head.paymentId === opened.payment.id,
    async *read() {
      const found = await checkout.findPayment(clientSecret);
      if (!found || found.payment.version === version) return;
      version = found.payment.version;
      yield found;
    },
  });
}
