import "reflect-metadata";
import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { type GraphQLSchema, getNamedType, isInputObjectType } from "graphql";
import { Field, ObjectType, Query, Resolver } from "type-graphql";
import { Allow, ANYONE, accessOf } from "../../../src/graphql/common/access/access.ts";
import { buildDoorSchema } from "../../../src/graphql/common/doors/buildDoorSchema.ts";
import { buildMerchantSchema } from "../../../src/graphql/merchant/merchantSchema.ts";
import { printDoors } from "../../../src/graphql/printDoors.ts";
import { buildStorefrontSchema } from "../../../src/graphql/storefront/storefrontSchema.ts";

const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), "utf8");

describe("the doors' schemas", () => {
  const builders: Record<string, () => { storefront: GraphQLSchema; merchant: GraphQLSchema }> = {
    "storefront then merchant": () => {
      const storefront = buildStorefrontSchema();
      return { storefront, merchant: buildMerchantSchema() };
    },
    "merchant then storefront": () => {
      const merchant = buildMerchantSchema();
      return { storefront: buildStorefrontSchema(), merchant };
    },
  };
  for (const [order, build] of Object.entries(builders)) {
    it(`are as committed when built ${order}`, async () => {
      const printed = printDoors(build());
      expect(printed.storefront).to.equal(await read("test/snapshots/storefront.graphql"));
      expect(printed.merchant).to.equal(await read("test/snapshots/merchant.graphql"));
      expect(printed.both).to.equal(await read("schema.graphql"));
    });
  }

  it("share the types of graphql/common and the roots, and no others", () => {
    const { storefront, merchant } = { storefront: buildStorefrontSchema(), merchant: buildMerchantSchema() };
    const own = (schema: GraphQLSchema) =>
      Object.keys(schema.getTypeMap()).filter((name) => !name.startsWith("__"));
    const shared = own(storefront).filter((name) => own(merchant).includes(name));
    expect(shared.sort()).to.deep.equal(
      [
        ...["Query", "Mutation", "Subscription", "Node", "PageInfo", "BlockRef", "TokenAmount"],
        ...["Asset", "AssetConnection", "AssetEdge", "AssetFilter", "AssetKind", "GaslessScheme"],
        ...["Chain", "ChainContracts", "ChainStatus", "ConfirmationTier", "FinalityPolicy", "FinalityTag"],
        ...["UserError", "ErrorCode", "GeneralError", "InvalidStateError", "InsufficientBalanceError"],
        ...["ProofOfReserves", "ReserveTotal"],
        ...["LimitExceededError", "IdempotencyConflictError"],
        ...[
          "AccountId",
          "Address",
          "AssetId",
          "Bytes32",
          "ChainId",
          "DateTime",
          "Decimal",
          "Hex",
          "JSON",
          "UInt256",
        ],
        ...["Boolean", "ID", "Int", "String"],
      ].sort(),
    );
  });

  it("take an idempotency key with every mutation of a merchant that moves money", () => {
    const mutations = Object.values(buildMerchantSchema().getMutationType()?.getFields() ?? {});
    const moving = mutations.filter((mutation) => accessOf(mutation)?.movesMoney);
    const keyed = mutations.filter(({ args }) =>
      args.some(({ type }) => {
        const input = getNamedType(type);
        return isInputObjectType(input) && String(input.getFields().idempotencyKey?.type) === "String!";
      }),
    );
    expect(keyed.map(({ name }) => name)).to.deep.equal(moving.map(({ name }) => name));
    expect(moving.map(({ name }) => name)).to.include.members([
      "paymentCapture",
      "payoutBatchCreate",
      "refundCreate",
    ]);
  });

  it("do not build where an access or a description is missing", () => {
    @Allow(ANYONE)
    @ObjectType({ description: "Complete." })
    class CompleteThing {
      @Field(() => String, { description: "A name." })
      name!: string;
    }
    @ObjectType()
    class BareThing {
      @Field(() => String)
      name!: string;
    }
    @Resolver()
    class CompleteResolver {
      @Allow(ANYONE)
      @Query(() => CompleteThing, { description: "One." })
      complete(): CompleteThing {
        return { name: "x" };
      }
    }
    @Resolver()
    class BareResolver {
      @Query(() => BareThing)
      bare(): BareThing {
        return { name: "x" };
      }
    }
    const build = (resolvers: [new () => object]) =>
      buildDoorSchema({ name: "test", resolvers, orphanedTypes: [] });
    expect(() => build([CompleteResolver])).not.to.throw();
    expect(() => build([BareResolver])).to.throw(
      /Query\.bare has no description[\s\S]*Query\.bare has no access[\s\S]*BareThing has no description[\s\S]*BareThing has no access[\s\S]*BareThing\.name has no description/,
    );
  });
});
