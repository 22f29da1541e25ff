import { ArgsType, Field, InputType, Int } from "type-graphql";
import { AssetIdScalar, ChainIdScalar } from "../scalars/scalars.ts";

@InputType({ description: "Which assets to list; all conditions must hold." })
export class AssetFilter {
  @Field(() => ChainIdScalar, { nullable: true, description: "Only those on this chain." })
  chainId!: string | null;

  @Field(() => AssetIdScalar, { nullable: true, description: "Only this one." })
  assetId!: string | null;

  @Field(() => Boolean, { nullable: true, description: "Only those that new payments may, or may not, use." })
  enabled!: boolean | null;
}

@ArgsType()
export class AssetsArgs {
  @Field(() => AssetFilter, { nullable: true, description: "Which assets; all when absent." })
  filter!: AssetFilter | null;

  @Field(() => Int, { description: "How many: 1 to 100." })
  first!: number;

  @Field(() => String, { nullable: true, description: "Cursor after which to begin." })
  after!: string | null;
}
