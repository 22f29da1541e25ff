import { Field, Int, ObjectType } from "type-graphql";
import { formatUnits } from "../../../kernel/money/tokenAmount.ts";
import {
  type Asset as AssetEntity,
  GASLESS_SCHEMES,
  type GaslessScheme,
} from "../../../modules/assets/index.ts";
import { Allow, ANYONE } from "../access/access.ts";
import { enumFrom } from "../enumFrom.ts";
import { Node } from "../node.type.ts";
import { AddressScalar, AssetIdScalar, DecimalScalar } from "../scalars/scalars.ts";
import { Chain } from "./chain.type.ts";

export const GaslessSchemeEnum = enumFrom(
  {
    name: "GaslessScheme",
    description: "A way of paying in which the payer signs and needs no native coin.",
  },
  GASLESS_SCHEMES,
);

export const AssetKindEnum = enumFrom(
  { name: "AssetKind", description: "What kind of asset it is." },
  { ERC20: "A token with the ERC-20 interface." },
);

@Allow(ANYONE)
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "A token on one chain. Two assets may have the same symbol: only the assetId tells them apart.",
})
export class Asset extends Node {
  @Field(() => AssetIdScalar, { description: "CAIP-19 id." })
  assetId!: string;

  @Field(() => Chain, { description: "Where it is; the chain's blocks are a second old at most." })
  chain!: Chain;

  @Field(() => AddressScalar, { description: "The token's contract." })
  token!: string;

  @Field(() => String, { description: "For people only; never an identifier." })
  symbol!: string;

  @Field(() => String, { description: "The contract's own name." })
  name!: string;

  @Field(() => Int, {
    description: "Decimals of a whole unit, as the contract said when the asset was registered.",
  })
  decimals!: number;

  @Field(() => AssetKindEnum, { description: "What kind of asset it is." })
  kind!: keyof typeof AssetKindEnum;

  @Field(() => [GaslessSchemeEnum], {
    description:
      "Ways to pay it without native coin that its contract has. PERMIT2 and ALLOWANCE work with every asset, once a wallet has approved.",
  })
  gasless!: GaslessScheme[];

  @Field(() => DecimalScalar, { description: "Smallest payment, in whole units of the asset." })
  minimum!: string;

  @Field(() => Boolean, { description: "Whether new payments may use it." })
  enabled!: boolean;
}

export function toAsset(asset: AssetEntity, chain: Chain): Asset {
  const { id, assetId, token, symbol, name, decimals, gasless, minimumUnits, enabled } = asset;
  return Object.assign(new Asset(), {
    id,
    assetId,
    chain,
    token,
    symbol,
    name,
    decimals,
    kind: "ERC20" as const,
    gasless: [...gasless],
    minimum: formatUnits(minimumUnits, decimals),
    enabled,
  });
}
