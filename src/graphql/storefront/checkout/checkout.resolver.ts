import { Arg, Ctx, Mutation, Query, Resolver, Root, Subscription } from "type-graphql";
import { DomainError } from "../../../kernel/errors/domainError.ts";
import { type Hex, parseAddress, parseBytes32 } from "../../../kernel/ids/chainIds.ts";
import { fromUnixSeconds, type UnixSeconds } from "../../../kernel/time/clock.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { atField } from "../../common/errors/atField.ts";
import { settle } from "../../common/errors/settle.ts";
import {
  PaymentAuthorizationSubmitInput,
  PaymentPrepareInput,
  PaymentTransactionSubmitInput,
} from "./checkout.input.ts";
import { CheckoutPayment, PAYER, toCheckoutPayment } from "./checkoutPayment.type.ts";
import { type Found, followCheckout } from "./followCheckout.ts";
import {
  PaymentAuthorizationSubmitPayload,
  PaymentPreparePayload,
  PaymentTransactionSubmitPayload,
  toPreparedPayment,
} from "./preparedPayment.type.ts";

const CLIENT_SECRET = "The payment's client secret, as paymentCreate answered it.";

@Resolver()
export class CheckoutResolver {
  @Allow(PAYER)
  @Query(() => CheckoutPayment, {
    nullable: true,
    description: "The payment that a client secret opens; null when it opens none.",
  })
  async checkoutPayment(
    @Arg("clientSecret", () => String, { description: CLIENT_SECRET }) clientSecret: string,
    @Ctx() context: DoorContext,
  ): Promise<CheckoutPayment | null> {
    const found = await context.services.checkout.findPayment(clientSecret);
    return found ? toCheckoutPayment(context, found) : null;
  }

  @Allow(PAYER)
  @Mutation(() => PaymentPreparePayload, {
    description:
      "Fixes the terms for one wallet and says each way in which it can pay. Several may prepare the same payment; the first that agrees pays it.",
  })
  paymentPrepare(
    @Arg("input", () => PaymentPrepareInput, { description: "Who pays what." }) input: PaymentPrepareInput,
    @Ctx() context: DoorContext,
  ): Promise<PaymentPreparePayload> {
    return settle(async () => {
      const { clientSecret } = input;
      const payer = atField("payer", () => parseAddress(input.payer));
      return {
        preparedPayment: toPreparedPayment(
          await context.services.checkout.preparePayment({ clientSecret, payer }),
        ),
      };
    });
  }

  @Allow({ ...PAYER, movesMoney: true })
  @Mutation(() => PaymentAuthorizationSubmitPayload, {
    description: "Takes the payer's signatures; we send them to the chain and pay for the gas.",
  })
  paymentAuthorizationSubmit(
    @Arg("input", () => PaymentAuthorizationSubmitInput, { description: "The signature." })
    input: PaymentAuthorizationSubmitInput,
    @Ctx() context: DoorContext,
  ): Promise<PaymentAuthorizationSubmitPayload> {
    return settle(async () => {
      const { result, replayed } = await context.services.checkout.submitAuthorization({
        clientSecret: input.clientSecret,
        payer: atField("payer", () => parseAddress(input.payer)),
        scheme: input.scheme,
        validAfter: instantOf("validAfter", input.validAfter),
        validBefore: instantOf("validBefore", input.validBefore),
        signature: input.signature.toLowerCase() as Hex, // the scalar's syntax
        permitSignature: (input.permitSignature?.toLowerCase() ?? null) as Hex | null, // the same
      });
      return { checkoutPayment: toCheckoutPayment(context, result), replayed };
    });
  }

  @Allow({ ...PAYER, movesMoney: true })
  @Mutation(() => PaymentTransactionSubmitPayload, {
    description: "Says that the payer has sent its preApprove transaction; the chain decides.",
  })
  paymentTransactionSubmit(
    @Arg("input", () => PaymentTransactionSubmitInput, { description: "The transaction." })
    input: PaymentTransactionSubmitInput,
    @Ctx() context: DoorContext,
  ): Promise<PaymentTransactionSubmitPayload> {
    return settle(async () => {
      const { result, replayed } = await context.services.checkout.submitTransaction({
        clientSecret: input.clientSecret,
        payer: atField("payer", () => parseAddress(input.payer)),
        txHash: atField("txHash", () => parseBytes32(input.txHash)),
      });
      return { checkoutPayment: toCheckoutPayment(context, result), replayed };
    });
  }

  @Allow(PAYER)
  @Subscription(() => CheckoutPayment, {
    subscribe: ({ args, context }) => followCheckout(context as DoorContext, String(args.clientSecret)), // what this door passes
    description: "First the payment as it is, then as it is after each change.",
  })
  checkoutPaymentUpdated(
    @Root() found: Found,
    @Arg("clientSecret", () => String, { description: CLIENT_SECRET }) _clientSecret: string,
    @Ctx() context: DoorContext,
  ): CheckoutPayment {
    return toCheckoutPayment(context, found);
  }
}

/** The last second of the year 9999: what a Date can say and a payment can mean. */
const LAST_SECOND = 253_402_300_799n;

function instantOf(field: string, seconds: string): Date {
  if (BigInt(seconds) > LAST_SECOND) {
    throw new DomainError("INVALID_INPUT", "These seconds lie too far ahead.", { path: ["input", field] });
  }
  return fromUnixSeconds(Number(seconds) as UnixSeconds); // below 2^53
}
