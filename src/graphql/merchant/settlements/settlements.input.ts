import { ArgsType, Field, InputType, Int } from "type-graphql";
import type { SettlementCadence } from "../../../modules/settlement/index.ts";
import { KeyedInput } from "../../common/input/keyedInput.ts";
import { PageArgs } from "../../common/paging/pageArgs.ts";
import { AssetIdScalar, DecimalScalar } from "../../common/scalars/scalars.ts";
import { SettlementCadenceEnum } from "./settlement.type.ts";

@InputType({ description: "When to settle an asset." })
export class SettlementScheduleSetInput {
  @Field(() => AssetIdScalar, { description: "Which asset." })
  assetId!: string;

  @Field(() => SettlementCadenceEnum, { description: "When." })
  cadence!: SettlementCadence;

  @Field(() => Int, {
    nullable: true,
    description: "At which hour of the day in UTC, 0 to 23; of DAILY only, 0 when absent.",
  })
  hourUtc!: number | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Less than this waits, in whole units of the asset; nothing waits when absent.",
  })
  minimum!: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "This much stays for refunds, in whole units of the asset; nothing when absent.",
  })
  retained!: string | null;
}

@InputType({ description: "What to settle." })
export class SettlementRunNowInput extends KeyedInput {
  @Field(() => AssetIdScalar, { description: "Which asset." })
  assetId!: string;
}

@ArgsType()
export class SettlementBatchesArgs extends PageArgs {
  @Field(() => AssetIdScalar, { nullable: true, description: "Only those of this asset; all when absent." })
  assetId!: string | null;
}
