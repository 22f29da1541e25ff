import { Field, ID, ObjectType } from "type-graphql";
import { EVENT_TYPES, type EventType } from "../../../kernel/events/domainEvent.ts";
import type { PublishedEvent } from "../../../modules/webhooks/index.ts";
import { Allow } from "../../common/access/access.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { Node } from "../../common/node.type.ts";
import { DateTimeScalar, JsonScalar, UInt256Scalar } from "../../common/scalars/scalars.ts";
import { SEE_EVENTS } from "../access.ts";

export const EventTypeEnum = enumFrom(
  {
    name: "EventType",
    description:
      "What can happen. Webhooks spell PAYMENT_CREATED payment.created. Clients must tolerate values that they do not know.",
  },
  EVENT_TYPES,
);

@Allow(SEE_EVENTS)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "Something that happened to an object of yours. The query, the subscription and webhooks all show these same rows.",
})
export class Event extends Node {
  @Field(() => UInt256Scalar, {
    description:
      "Place in the one order of all events; read on with after. Gaps are other merchants' events.",
  })
  sequence!: string;

  @Field(() => UInt256Scalar, { description: "Counts the events of the same object, from 1, without gaps." })
  objectSequence!: string;

  @Field(() => EventTypeEnum, { description: "What happened." })
  type!: EventType;

  @Field(() => ID, { description: "The object that it happened to." })
  objectId!: string;

  @Field(() => JsonScalar, {
    description: "The object as it was right after; amounts are strings of the asset's smallest units.",
  })
  snapshot!: unknown;

  @Field(() => Boolean, { description: "False for test money." })
  livemode!: boolean;

  @Field(() => DateTimeScalar, { description: "When it happened." })
  createdAt!: Date;
}

export function toEvent(event: PublishedEvent): Event {
  const { id, sequence, objectSequence, type, objectId, snapshot, livemode, createdAt } = event;
  return Object.assign(new Event(), {
    id,
    sequence: String(sequence),
    objectSequence: String(objectSequence),
    type,
    objectId,
    snapshot,
    livemode,
    createdAt,
  });
}
