import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { Allow } from "../common/access/access.ts";
import type { DoorContext } from "../common/context/doorContext.ts";
import { TransportError } from "../common/errors/transportError.ts";
import { Node } from "../common/node.type.ts";
import { SEE_MERCHANTS } from "./access.ts";

const MOST_NODES = 100;

@Resolver()
export class NodesResolver {
  @Allow(SEE_MERCHANTS)
  @Query(() => [Node], {
    nullable: "items",
    description:
      "The objects with these ids, in their order; null for each that there is none of, or none that you may see.",
  })
  async nodes(
    @Arg("ids", () => [ID], { description: "At most 100 ids." }) ids: string[],
    @Ctx() context: DoorContext,
  ): Promise<(Node | null)[]> {
    if (ids.length > MOST_NODES)
      throw new TransportError("BAD_USER_INPUT", `Ask for at most ${MOST_NODES} nodes at once.`);
    return Promise.all(ids.map((id) => context.node(id)));
  }
}
