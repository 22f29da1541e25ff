import { Field, ObjectType } from "type-graphql";
import { formatUnits } from "../../../kernel/money/tokenAmount.ts";
import { Allow, ANYONE } from "../access/access.ts";
import { DecimalScalar, UInt256Scalar } from "../scalars/scalars.ts";
import { Asset } from "./asset.type.ts";

@Allow(ANYONE)
@ObjectType({ simpleResolvers: true, description: "An amount of an asset, exact in both spellings." })
export class TokenAmount {
  @Field(() => Asset, { description: "What is counted." })
  asset!: Asset;

  @Field(() => UInt256Scalar, {
    description: "In the asset's smallest unit: 12500000 for 12.5 of an asset with 6 decimals.",
  })
  atomic!: string;

  @Field(() => DecimalScalar, { description: "In whole units of the asset, without trailing zeros." })
  decimal!: string;
}

/** Writes its two spellings only when they are asked for: most amounts of a page are not. */
class LazyTokenAmount implements TokenAmount {
  readonly asset: Asset;
  readonly #units: bigint;

  constructor(asset: Asset, units: bigint) {
    this.asset = asset;
    this.#units = units;
  }

  get atomic(): string {
    return this.#units.toString();
  }

  get decimal(): string {
    return formatUnits(this.#units, this.asset.decimals);
  }
}

export function toTokenAmount(asset: Asset, units: bigint): TokenAmount {
  return new LazyTokenAmount(asset, units);
}
