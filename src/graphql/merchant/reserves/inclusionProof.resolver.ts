import { Arg, Ctx, Int, Query, Resolver } from "type-graphql";
import { parseAssetId } from "../../../kernel/ids/chainIds.ts";
import { Allow } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { AssetIdScalar } from "../../common/scalars/scalars.ts";
import { SEE_BALANCES } from "../access.ts";
import { InclusionProof, toInclusionProof } from "./inclusionProof.type.ts";

@Resolver()
export class InclusionProofResolver {
  @Allow(SEE_BALANCES)
  @Query(() => InclusionProof, {
    nullable: true,
    description:
      "That your money in an asset is part of what was anchored; null when you were owed none then.",
  })
  async inclusionProof(
    @Arg("assetId", () => AssetIdScalar, { description: "In which asset." }) assetId: string,
    @Arg("epoch", () => Int, { nullable: true, description: "Of which epoch; the newest one when absent." })
    epoch: number | null,
    @Ctx() context: DoorContext,
  ): Promise<InclusionProof | null> {
    const query = { asset: parseAssetId(assetId).assetId, epoch: epoch ?? null };
    const found = await context.services.reserves.proveInclusion(context.merchant, query);
    return found ? toInclusionProof(context, found) : null;
  }
}
