import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { settle } from "../../common/errors/settle.ts";
import { given } from "../../common/input/given.ts";
import { requireId } from "../../common/input/requireId.ts";
import { type Connection, toConnection } from "../../common/paging/connection.ts";
import { PageArgs, toPageRequest } from "../../common/paging/pageArgs.ts";
import { Event, toEvent } from "../events/event.type.ts";
import { loadersOf } from "../loaders.ts";
import {
  DeliveryAttempt,
  toAttempt,
  toDelivery,
  toEndpoint,
  WebhookDelivery,
  WebhookDeliveryConnection,
  WebhookDeliveryRedeliverPayload,
  WebhookEndpoint,
  WebhookEndpointConnection,
  WebhookEndpointCreatePayload,
} from "./webhook.type.ts";
import {
  WebhookDeliveriesArgs,
  WebhookDeliveryRedeliverInput,
  WebhookEndpointCreateInput,
} from "./webhooks.input.ts";

@Resolver()
export class WebhooksResolver {
  @Allow({ audiences: ["merchant"], scopes: ["webhooks:write"] })
  @Mutation(() => WebhookEndpointCreatePayload, {
    description: "Makes an endpoint that receives every event published from now on.",
  })
  webhookEndpointCreate(
    @Arg("input", () => WebhookEndpointCreateInput, { description: "Which endpoint." })
    input: WebhookEndpointCreateInput,
    @Ctx() context: DoorContext,
  ): Promise<WebhookEndpointCreatePayload> {
    return settle(async () => {
      const command = { url: input.url, eventTypes: input.events ?? [] };
      const { endpoint, secret } = await context.services.webhooks.createEndpoint(context.merchant, command);
      return { webhookEndpoint: toEndpoint(endpoint), secret };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["webhooks:write"] })
  @Mutation(() => WebhookDeliveryRedeliverPayload, {
    description:
      "Sends a delivery's event to its endpoint once more, as a new delivery with the same webhook-id.",
  })
  webhookDeliveryRedeliver(
    @Arg("input", () => WebhookDeliveryRedeliverInput, { description: "Which delivery." })
    input: WebhookDeliveryRedeliverInput,
    @Ctx() context: DoorContext,
  ): Promise<WebhookDeliveryRedeliverPayload> {
    return settle(async () => {
      const deliveryId = requireId("WebhookDelivery", input.deliveryId, "deliveryId");
      const delivery = await context.services.webhooks.redeliver(context.merchant, { deliveryId });
      return { webhookDelivery: toDelivery(delivery) };
    });
  }

  @Allow({ audiences: ["merchant"], scopes: ["webhooks:read"] })
  @Query(() => WebhookEndpointConnection, { description: "Your endpoints of the key's mode, newest first." })
  async webhookEndpoints(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<WebhookEndpoint>> {
    const page = toPageRequest(args);
    const found = await context.services.webhooks.listEndpoints(context.merchant, { page });
    return toConnection(found, page, { item: toEndpoint });
  }

  @Allow({ audiences: ["merchant"], scopes: ["webhooks:read"] })
  @Query(() => WebhookDeliveryConnection, { description: "Your deliveries of the key's mode, newest first." })
  async webhookDeliveries(
    @Args(() => WebhookDeliveriesArgs) args: WebhookDeliveriesArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<WebhookDelivery>> {
    const page = toPageRequest(args);
    const { endpointId, ...conditions } = given(args.filter ?? { endpointId: null, status: null });
    const filter = {
      ...conditions,
      ...(endpointId && { endpointId: requireId("WebhookEndpoint", endpointId, "filter") }),
    };
    const found = await context.services.webhooks.listDeliveries(context.merchant, { filter, page });
    return toConnection(found, page, { item: toDelivery });
  }
}

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryFieldsResolver {
  @FieldResolver(() => WebhookEndpoint, { nullable: true, description: "Where it goes." })
  async endpoint(
    @Root() delivery: WebhookDelivery,
    @Ctx() context: DoorContext,
  ): Promise<WebhookEndpoint | null> {
    const found = await loadersOf(context).endpoint.load(delivery.entity.endpointId);
    return found ? toEndpoint(found) : null;
  }

  @FieldResolver(() => Event, { nullable: true, description: "What it carries." })
  async event(@Root() delivery: WebhookDelivery, @Ctx() context: DoorContext): Promise<Event | null> {
    const found = await loadersOf(context).event.load(delivery.entity.eventId);
    return found ? toEvent(found) : null;
  }

  @FieldResolver(() => WebhookDelivery, {
    nullable: true,
    description: "The delivery whose event this one sends again; null for the first.",
  })
  async redeliveryOf(
    @Root() delivery: WebhookDelivery,
    @Ctx() context: DoorContext,
  ): Promise<WebhookDelivery | null> {
    const { redeliveryOf } = delivery.entity;
    const found = redeliveryOf ? await loadersOf(context).delivery.load(redeliveryOf) : undefined;
    return found ? toDelivery(found) : null;
  }

  @FieldResolver(() => [DeliveryAttempt], { description: "Its attempts, oldest first; at most 11." })
  async attempts(@Root() delivery: WebhookDelivery, @Ctx() context: DoorContext): Promise<DeliveryAttempt[]> {
    return (await loadersOf(context).attempts.load(delivery.entity.id)).map(toAttempt);
  }
}
