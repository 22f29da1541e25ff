import { ArgsType, Field, InputType } from "type-graphql";
import type { BreakKind, BreakStatus } from "../../../modules/reconciliation/index.ts";
import { PageArgs } from "../../common/paging/pageArgs.ts";
import { ChainIdScalar } from "../../common/scalars/scalars.ts";
import { BreakKindEnum, BreakStatusEnum } from "./reconciliation.type.ts";

@InputType({ description: "What to compare." })
export class ReconciliationRunInput {
  @Field(() => ChainIdScalar, { description: "Which chain, as a CAIP-2 id." })
  chainId!: string;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether to compare every movement since the contracts were deployed; when absent only those that no run has found clean.",
  })
  full!: boolean | null;
}

@ArgsType()
export class ReconciliationRunsArgs extends PageArgs {
  @Field(() => ChainIdScalar, { nullable: true, description: "Only those of this chain." })
  chainId!: string | null;
}

@InputType({ description: "Which breaks to list; all conditions must hold." })
export class BreakFilter {
  @Field(() => ChainIdScalar, { nullable: true, description: "Only those of this chain." })
  chainId!: string | null;

  @Field(() => BreakStatusEnum, {
    nullable: true,
    description: "Only those that are, or are not, still there.",
  })
  status!: BreakStatus | null;

  @Field(() => BreakKindEnum, { nullable: true, description: "Only those of this kind." })
  kind!: BreakKind | null;
}

@ArgsType()
export class BreaksArgs extends PageArgs {
  @Field(() => BreakFilter, { nullable: true, description: "Which breaks; all when absent." })
  filter!: BreakFilter | null;
}
