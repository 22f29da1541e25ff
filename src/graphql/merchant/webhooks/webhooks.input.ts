import { ArgsType, Field, ID, InputType } from "type-graphql";
import type { EventType } from "../../../kernel/events/domainEvent.ts";
import type { DeliveryStatus } from "../../../modules/webhooks/index.ts";
import { PageArgs } from "../../common/paging/pageArgs.ts";
import { EventTypeEnum } from "../events/event.type.ts";
import { DeliveryStatusEnum } from "./webhook.type.ts";

@InputType({ description: "An endpoint to make." })
export class WebhookEndpointCreateInput {
  @Field(() => String, { description: "A public https URL of at most 2,000 characters." })
  url!: string;

  @Field(() => [EventTypeEnum], {
    nullable: true,
    description: "The types to send; all, also those added later, when absent or empty.",
  })
  events!: EventType[] | null;
}

@InputType({ description: "A delivery to send again." })
export class WebhookDeliveryRedeliverInput {
  @Field(() => ID, { description: "The delivery." })
  deliveryId!: string;
}

@InputType({ description: "Which deliveries to list; all conditions must hold." })
export class DeliveryFilter {
  @Field(() => ID, { nullable: true, description: "Only those to this endpoint." })
  endpointId!: string | null;

  @Field(() => [DeliveryStatusEnum], { nullable: true, description: "Only those in one of these statuses." })
  status!: DeliveryStatus[] | null;
}

@ArgsType()
export class WebhookDeliveriesArgs extends PageArgs {
  @Field(() => DeliveryFilter, { nullable: true, description: "Which deliveries; all when absent." })
  filter!: DeliveryFilter | null;
}
