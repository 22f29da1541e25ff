import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from "type-graphql";
import { isId } from "../../../kernel/ids/ids.ts";
import type { Payment as PaymentEntity } from "../../../modules/payments/index.ts";
import type { PublishedEvent } from "../../../modules/webhooks/index.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { TransportError } from "../../common/errors/transportError.ts";
import { follow } from "../../common/feed/follow.ts";
import { Node } from "../../common/node.type.ts";
import { type Connection, connectionType } from "../../common/paging/connection.ts";
import { toPageRequest } from "../../common/paging/pageArgs.ts";
import { SEE_EVENTS } from "../access.ts";
import { loadersOf } from "../loaders.ts";
import { Payment, toPayment } from "../payments/payment.type.ts";
import { Event, toEvent } from "./event.type.ts";
import { EventsArgs, FollowEventsArgs } from "./events.input.ts";

export const EventConnection = connectionType<Event>({
  name: "Event",
  type: () => Event,
  access: SEE_EVENTS,
  plural: "events",
});

@Resolver()
export class EventsResolver {
  @Allow({ audiences: ["merchant"], scopes: ["events:read"] })
  @Query(() => EventConnection, {
    description: "Your events of the key's mode in their one order, oldest first. The cursors are sequences.",
  })
  async events(
    @Args(() => EventsArgs) args: EventsArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<Event>> {
    const { limit } = toPageRequest({ first: args.first });
    const query = { after: toSequence(args.after), types: args.types ?? null, limit };
    const { items, hasMore } = await context.services.events.listEvents(context.merchant, query);
    const nodes = items.map(toEvent);
    return {
      nodes,
      edges: nodes.map((node) => ({ cursor: node.sequence, node })),
      pageInfo: {
        hasNextPage: hasMore,
        hasPreviousPage: false,
        startCursor: nodes[0]?.sequence ?? null,
        endCursor: nodes.at(-1)?.sequence ?? null,
      },
    };
  }

  @Allow({ audiences: ["merchant"], scopes: ["events:read"] })
  @Subscription(() => Event, {
    name: "events",
    subscribe: ({ args, context }) => followEvents(context as DoorContext, args as FollowEventsArgs), // what this door passes
    description:
      "First the events after `after`, then each new one, in the one order. Resume with the last sequence that you have.",
  })
  eventsFeed(@Root() event: PublishedEvent, @Args(() => FollowEventsArgs) _args: FollowEventsArgs): Event {
    return toEvent(event);
  }

  @Allow({ audiences: ["merchant"], scopes: ["payments:read"] })
  @Subscription(() => Payment, {
    subscribe: ({ args, context }) => followPayment(context as DoorContext, String(args.id)), // what this door passes
    description: "First the payment as it is, then as it is after each change.",
  })
  paymentUpdated(
    @Root() payment: PaymentEntity,
    @Arg("id", () => ID, { description: "The payment's id." }) _id: string,
    @Ctx() context: DoorContext,
  ): Payment {
    return toPayment(context, payment);
  }
}

@Resolver(() => Event)
export class EventFieldsResolver {
  @FieldResolver(() => Node, {
    nullable: true,
    description: "The object as it is now; null when the key may not see it.",
  })
  object(@Root() event: Event, @Ctx() context: DoorContext): Promise<Node | null> {
    return context.node(event.objectId);
  }
}

const BACKLOG_PAGE = 100;

function followEvents(context: DoorContext, args: FollowEventsArgs): AsyncIterableIterator<PublishedEvent> {
  const { merchantId, livemode } = context.merchant;
  const types = args.types ?? null;
  let after = toSequence(args.after);
  return follow(context, {
    matches: (head) =>
      head.merchantId === merchantId &&
      head.livemode === livemode &&
      (types === null || types.includes(head.type)),
    async *read() {
      for (;;) {
        const page = await context.services.events.listEvents(context.merchant, {
          after,
          types,
          limit: BACKLOG_PAGE,
        });
        for (const event of page.items) {
          after = event.sequence;
          yield event;
        }
        if (!page.hasMore) return;
      }
    },
  });
}

function followPayment(context: DoorContext, id: string): AsyncIterableIterator<PaymentEntity> {
  if (!isId("Payment", id)) throw unknownPayment();
  let version = 0;
  return follow(context, {
    matches: (head) => head.paymentId === id,
    async *read() {
      const payment = await loadersOf(context).payment.load(id);
      if (!payment) throw unknownPayment();
      if (payment.version === version) return;
      version = payment.version;
      yield payment;
    },
  });
}

function unknownPayment(): TransportError {
  return new TransportError("BAD_USER_INPUT", "There is no such payment of yours.");
}

function toSequence(text: string | null): number {
  const sequence = Number(text ?? 0);
  if (!Number.isSafeInteger(sequence))
    throw new TransportError("BAD_USER_INPUT", "There is no such sequence.");
  return sequence;
}
