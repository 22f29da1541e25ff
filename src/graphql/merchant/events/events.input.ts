import { ArgsType, Field, Int } from "type-graphql";
import type { EventType } from "../../../kernel/events/domainEvent.ts";
import { UInt256Scalar } from "../../common/scalars/scalars.ts";
import { EventTypeEnum } from "./event.type.ts";

@ArgsType()
export class FollowEventsArgs {
  @Field(() => UInt256Scalar, {
    nullable: true,
    description: "Sequence of the last event that you have; what follows is sent. Everything when absent.",
  })
  after!: string | null;

  @Field(() => [EventTypeEnum], { nullable: true, description: "Only these types; all when absent." })
  types!: EventType[] | null;
}

@ArgsType()
export class EventsArgs extends FollowEventsArgs {
  @Field(() => Int, { description: "How many: 1 to 100." })
  first!: number;
}
