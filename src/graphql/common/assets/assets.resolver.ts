import { Arg, Args, Ctx, ID, Query, Resolver } from "type-graphql";
import { toPage } from "../../../kernel/paging/page.ts";
import { Allow, ANYONE } from "../access/access.ts";
import type { DoorContext } from "../context/doorContext.ts";
import { Node } from "../node.type.ts";
import { type Connection, connectionType, toConnection } from "../paging/connection.ts";
import { toPageRequest } from "../paging/pageArgs.ts";
import { Asset } from "./asset.type.ts";
import { AssetsArgs } from "./assets.input.ts";
import { Chain } from "./chain.type.ts";

export const AssetConnection = connectionType<Asset>({
  name: "Asset",
  type: () => Asset,
  access: ANYONE,
  plural: "assets",
});

/** What both doors show to everybody. */
@Resolver()
export class AssetsResolver {
  @Allow(ANYONE)
  @Query(() => [Chain], { description: "Every chain that payments can be made on." })
  async chains(@Ctx() context: DoorContext): Promise<readonly Chain[]> {
    await context.catalogue.renew();
    return context.catalogue.chains;
  }

  @Allow(ANYONE)
  @Query(() => AssetConnection, { description: "Every asset that payments can be made in, oldest first." })
  async assets(
    @Args(() => AssetsArgs) args: AssetsArgs,
    @Ctx() context: DoorContext,
  ): Promise<Connection<Asset>> {
    const page = toPageRequest(args);
    await context.catalogue.renew();
    const { chainId, assetId, enabled } = args.filter ?? {};
    const wanted = context.catalogue.assets.filter(
      (asset) =>
        (!chainId || asset.chain.id === chainId) &&
        (!assetId || asset.assetId === assetId) &&
        (enabled === null || enabled === undefined || asset.enabled === enabled) &&
        (!page.from || asset.id > page.from.id),
    );
    return toConnection(toPage(wanted.slice(0, page.limit + 1), page), page, { item: (asset) => asset });
  }

  @Allow(ANYONE)
  @Query(() => Node, {
    nullable: true,
    description:
      "The object with this id, of any kind that this door shows; null when there is none that the caller may see.",
  })
  node(
    @Arg("id", () => ID, { description: "Id of an object that implements Node." }) id: string,
    @Ctx() context: DoorContext,
  ): Promise<Node | null> {
    return context.node(id);
  }
}
