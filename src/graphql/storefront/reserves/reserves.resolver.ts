import { Arg, Ctx, Int, Query, Resolver } from "type-graphql";
import { parseChainId } from "../../../kernel/ids/chainIds.ts";
import { Allow, ANYONE } from "../../common/access/access.ts";
import type { DoorContext } from "../../common/context/doorContext.ts";
import { ProofOfReserves, toProofOfReserves } from "../../common/reserves/reserves.type.ts";
import { ChainIdScalar } from "../../common/scalars/scalars.ts";

@Resolver()
export class ReservesResolver {
  @Allow(ANYONE)
  @Query(() => ProofOfReserves, {
    nullable: true,
    description:
      "What the platform owes and has on a chain, as it was anchored there; null when nothing is. Anybody can check it against the chain alone.",
  })
  async proofOfReserves(
    @Arg("chainId", () => ChainIdScalar, { description: "Which chain, as a CAIP-2 id." }) chainId: string,
    @Arg("epoch", () => Int, { nullable: true, description: "Which epoch; the newest one when absent." })
    epoch: number | null,
    @Ctx() context: DoorContext,
  ): Promise<ProofOfReserves | null> {
    const query = { chainId: parseChainId(chainId), epoch: epoch ?? null };
    const found = await context.services.reserves.readReserves(query);
    return found ? toProofOfReserves(context, found) : null;
  }
}
