import { ArgsType, Field, ID, InputType } from "type-graphql";
import type { CreditLineStatus } from "../../../modules/credit/index.ts";
import { KeyedInput } from "../../common/input/keyedInput.ts";
import { PageArgs } from "../../common/paging/pageArgs.ts";
import { DecimalScalar } from "../../common/scalars/scalars.ts";
import { CreditLineStatusEnum } from "./creditLine.type.ts";

@InputType({ description: "What to draw." })
export class CreditDrawPrepareInput extends KeyedInput {
  @Field(() => ID, { description: "From which line." })
  creditLineId!: string;

  @Field(() => DecimalScalar, { description: "How much, the fee included, in whole units of the asset." })
  amount!: string;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Payments whose holds are pledged for it, 1 to 20; only for a line with an advance rate, which needs them.",
  })
  against!: string[] | null;
}

@ArgsType()
export class CreditLinesArgs extends PageArgs {
  @Field(() => [CreditLineStatusEnum], {
    nullable: true,
    description: "Only those in one of these statuses; all when absent.",
  })
  status!: CreditLineStatus[] | null;
}
