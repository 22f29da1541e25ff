import { Field, Int, ObjectType } from "type-graphql";
import type { EventType } from "../../../kernel/events/domainEvent.ts";
import {
  DELIVERY_STATUSES,
  type WebhookDelivery as DeliveryEntity,
  type DeliveryStatus,
  ENDPOINT_STATUSES,
  type WebhookEndpoint as EndpointEntity,
  type EndpointStatus,
  type WebhookAttempt,
} from "../../../modules/webhooks/index.ts";
import { Allow } from "../../common/access/access.ts";
import { enumFrom } from "../../common/enumFrom.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { Node } from "../../common/node.type.ts";
import { connectionType } from "../../common/paging/connection.ts";
import { DateTimeScalar } from "../../common/scalars/scalars.ts";
import { SEE_WEBHOOKS } from "../access.ts";
import { EventTypeEnum } from "../events/event.type.ts";

export const EndpointStatusEnum = enumFrom(
  { name: "EndpointStatus", description: "Whether a webhook endpoint receives events." },
  ENDPOINT_STATUSES,
);

export const DeliveryStatusEnum = enumFrom(
  { name: "DeliveryStatus", description: "Where a delivery stands." },
  DELIVERY_STATUSES,
);

@Allow(SEE_WEBHOOKS)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "Where a merchant wants its events sent.",
})
export class WebhookEndpoint extends Node {
  @Field(() => String, { description: "The URL that is posted to." })
  url!: string;

  @Field(() => [EventTypeEnum], {
    description: "The types that are sent; empty for all, also those added later.",
  })
  events!: EventType[];

  @Field(() => String, { description: "Shape of the bodies; an endpoint keeps the one it was made with." })
  apiVersion!: string;

  @Field(() => EndpointStatusEnum, { description: "Whether it receives events." })
  status!: EndpointStatus;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Since when every attempt has failed; null after one that did not.",
  })
  failingSince!: Date | null;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: Date;
}

@Allow(SEE_WEBHOOKS)
@ObjectType({ simpleResolvers: true, description: "One try to send a delivery." })
export class DeliveryAttempt {
  @Field(() => DateTimeScalar, { description: "When it began." })
  attemptedAt!: Date;

  @Field(() => Int, { description: "How long it took, in milliseconds." })
  durationMs!: number;

  @Field(() => Int, { nullable: true, description: "HTTP status of the answer; null when none came." })
  statusCode!: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Why no answer came, such as TIMEOUT or ECONNREFUSED.",
  })
  failure!: string | null;
}

@Allow(SEE_WEBHOOKS)
@ObjectType({ implements: Node, simpleResolvers: true, description: "One event on its way to one endpoint." })
export class WebhookDelivery extends Node {
  @Field(() => DeliveryStatusEnum, { description: "Where it stands." })
  status!: DeliveryStatus;

  @Field(() => Int, { description: "Attempts so far." })
  attemptCount!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it is tried next; null when it is not." })
  nextAttemptAt!: Date | null;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: Date;

  /** For the fields that need a look-up of their own. */
  entity!: DeliveryEntity;
}

export const WebhookEndpointConnection = connectionType<WebhookEndpoint>({
  name: "WebhookEndpoint",
  type: () => WebhookEndpoint,
  access: SEE_WEBHOOKS,
  plural: "webhook endpoints",
});

export const WebhookDeliveryConnection = connectionType<WebhookDelivery>({
  name: "WebhookDelivery",
  type: () => WebhookDelivery,
  access: SEE_WEBHOOKS,
  plural: "webhook deliveries",
});

@Allow(SEE_WEBHOOKS)
@ObjectType({ simpleResolvers: true, description: "Answer of webhookEndpointCreate." })
export class WebhookEndpointCreatePayload extends MutationPayload {
  @Field(() => WebhookEndpoint, { nullable: true, description: "The new endpoint; null when refused." })
  webhookEndpoint!: WebhookEndpoint | null;

  @Field(() => String, {
    nullable: true,
    description: "Verifies signatures (Standard Webhooks): shown now and never again; null when refused.",
  })
  secret!: string | null;
}

@Allow(SEE_WEBHOOKS)
@ObjectType({ simpleResolvers: true, description: "Answer of webhookDeliveryRedeliver." })
export class WebhookDeliveryRedeliverPayload extends MutationPayload {
  @Field(() => WebhookDelivery, { nullable: true, description: "The new delivery; null when refused." })
  webhookDelivery!: WebhookDelivery | null;
}

export function toEndpoint(entity: EndpointEntity): WebhookEndpoint {
  const { id, url, eventTypes, apiVersion, status, failingSince, createdAt } = entity;
  const events = [...eventTypes];
  return Object.assign(new WebhookEndpoint(), {
    id,
    url,
    events,
    apiVersion,
    status,
    failingSince,
    createdAt,
  });
}

export function toDelivery(entity: DeliveryEntity): WebhookDelivery {
  const { id, status, attemptCount, nextAttemptAt, createdAt } = entity;
  return Object.assign(new WebhookDelivery(), { id, status, attemptCount, nextAttemptAt, createdAt, entity });
}

export function toAttempt({ attemptedAt, durationMs, statusCode, failure }: WebhookAttempt): DeliveryAttempt {
  return { attemptedAt, durationMs, statusCode, failure };
}
