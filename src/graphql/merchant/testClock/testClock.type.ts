import { Field, InputType, Int, ObjectType } from "type-graphql";
import { Allow } from "../../common/access/access.ts";
import { Chain } from "../../common/assets/chain.type.ts";
import { MutationPayload } from "../../common/errors/payload.ts";
import { ChainIdScalar, DateTimeScalar } from "../../common/scalars/scalars.ts";
import { SEE_MERCHANTS } from "../access.ts";

@InputType({ description: "How far to move the clocks of test chains." })
export class TestClockAdvanceInput {
  @Field(() => ChainIdScalar, {
    nullable: true,
    description: "Which chain's; every test chain's when absent.",
  })
  chainId!: string | null;

  @Field(() => Int, { description: "Seconds to move forward: 1 to 63,072,000." })
  seconds!: number;
}

@Allow(SEE_MERCHANTS)
@ObjectType({ simpleResolvers: true, description: "The clock of a test chain." })
export class TestClock {
  @Field(() => Chain, { description: "Which chain." })
  chain!: Chain;

  @Field(() => DateTimeScalar, { description: "Its time now." })
  now!: Date;
}

@Allow(SEE_MERCHANTS)
@ObjectType({ simpleResolvers: true, description: "Answer of testClockAdvance." })
export class TestClockAdvancePayload extends MutationPayload {
  @Field(() => [TestClock], { nullable: true, description: "The clocks that were moved; null when refused." })
  clocks!: TestClock[] | null;
}
