import "reflect-metadata";
import { expect } from "chai";
import { Wallet } from "ethers";
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { type DoorCaller, requireAccess } from "../../../src/graphql/common/access/requireAccess.ts";
import { documentCache } from "../../../src/graphql/common/documents/documentCache.ts";
import { buildMerchantSchema } from "../../../src/graphql/merchant/merchantSchema.ts";
import { buildStorefrontSchema } from "../../../src/graphql/storefront/storefrontSchema.ts";
import { API_SCOPES, type ApiScope } from "../../../src/modules/merchants/index.ts";
import { type May, OPERATIONS, TYPES } from "../accessTable.ts";
import { codesOf, type DoorWorld, openDoors } from "../doorWorld.ts";
import { signingIn } from "../storefront/walletWorld.ts";

const SCOPES = Object.keys(API_SCOPES) as ApiScope[];
const KEY = {
  keyId: "key" as never,
  merchantId: "mer" as never,
  memberId: null,
  livemode: false,
  expiresAt: null,
  allowedAddresses: [],
};
const withScopes = (...scopes: ApiScope[]): DoorCaller => ({
  kind: "merchant",
  ...KEY,
  scopes: new Set(scopes),
});

const CALLERS: Record<string, DoorCaller> = {
  nobody: { kind: "anonymous" },
  "a payer": { kind: "payer", clientSecret: "x" },
  "a wallet": {
    kind: "wallet",
    account: "eip155:31337:0x" as never,
    tokenSha256: "x",
    expiresAt: new Date(0),
  },
  "an operator": { kind: "operator", keyId: KEY.keyId, expiresAt: null, allowedAddresses: [] },
  "a key of every scope": withScopes(...SCOPES),
  "a key without scopes": withScopes(),
  ...Object.fromEntries(SCOPES.map((scope) => [`a key with ${scope}`, withScopes(scope)])),
};

function mayUse(may: May | undefined, caller: DoorCaller): boolean {
  if (may === undefined) throw new Error("the table does not know this");
  if (may === "anyone") return true;
  if (may === "payer" || may === "wallet") return caller.kind === may;
  if (caller.kind === "operator") return may.operator;
  if (caller.kind !== "merchant" || may.merchant === "never") return false;
  return may.merchant === "any" || may.merchant.some((scope) => caller.scopes.has(scope));
}

function sampleOf(type: GraphQLInputType): string {
  const bare = getNullableType(type);
  if (isListType(bare)) return "[]";
  if (isEnumType(bare)) return bare.getValues()[0]?.name ?? "";
  if (isInputObjectType(bare)) {
    const fields = Object.values(bare.getFields()).filter((field) => isNonNullType(field.type));
    return `{${fields.map((field) => `${field.name}: ${sampleOf(field.type)}`).join(", ")}}`;
  }
  const samples: Record<string, string> = {
    DateTime: `"2026-01-01T00:00:00Z"`,
    Int: "1",
    Boolean: "true",
    Decimal: '"1"',
    UInt256: '"1"',
    Hex: '"0x00"',
    Bytes32: `"0x${"0".repeat(64)}"`,
  };
  return samples[getNamedType(bare).name] ?? '"x"';
}

function call(field: GraphQLField<unknown, unknown>): string {
  const needed = field.args.filter(
    (argument) => isNonNullType(argument.type) && argument.defaultValue === undefined,
  );
  const paged = field.args.some((argument) => argument.name === "last") ? ["first: 1"] : [];
  const given = [...needed.map((argument) => `${argument.name}: ${sampleOf(argument.type)}`), ...paged];
  return field.name + (given.length > 0 ? `(${given.join(", ")})` : "");
}

interface Path {
  /** Text before and after the selection of the type. */
  readonly open: string;
  readonly close: string;
  /** Everything on the way, as the table names it. */
  readonly needs: readonly (May | undefined)[];
}

/** A document that reaches each object type, by the fewest steps. */
function pathsTo(schema: GraphQLSchema): Map<string, Path> {
  const paths = new Map<string, Path>();
  const queue: { type: GraphQLObjectType; path: Path }[] = [];
  const reach = (named: unknown, path: Path) => {
    if (isInterfaceType(named)) {
      for (const type of schema.getPossibleTypes(named)) {
        reach(type, { ...path, open: `${path.open}...on ${type.name}{`, close: `}${path.close}` });
      }
    } else if (isObjectType(named) && !paths.has(named.name)) {
      const through = { ...path, needs: [...path.needs, TYPES[named.name]] };
      paths.set(named.name, through);
      queue.push({ type: named, path: through });
    }
  };
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      const open = `${root?.name.toLowerCase()} {${call(field)}{`;
      reach(getNamedType(field.type), {
        open,
        close: "}}",
        needs: [OPERATIONS[`${root?.name}.${field.name}`]],
      });
    }
  }
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const field of Object.values(next.type.getFields())) {
      const { open, close, needs } = next.path;
      reach(getNamedType(field.type), { open: `${open}${call(field)}{`, close: `}${close}`, needs });
    }
  }
  return paths;
}

for (const [door, build] of Object.entries({
  merchant: buildMerchantSchema,
  storefront: buildStorefrontSchema,
})) {
  describe(`who may use what at the ${door} door`, () => {
    const schema = build();
    const documents = documentCache({ schema, introspection: true });
    const isRefused = (text: string, caller: DoorCaller): boolean => {
      try {
        requireAccess(caller, documents.prepare(text).inspection.requirements);
        return false;
      } catch (error) {
        const { code } = error as { code?: unknown };
        expect(code, text).to.equal(caller.kind === "anonymous" ? "UNAUTHENTICATED" : "FORBIDDEN");
        return true;
      }
    };

    it("is declared for every operation and type, and for nothing that is not there", () => {
      for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
        for (const name of Object.keys(root?.getFields() ?? {}))
          expect(OPERATIONS).to.have.property(`${root?.name}.${name}`);
      }
      for (const name of pathsTo(schema).keys()) expect(TYPES).to.have.property(name);
    });

    it("holds for every field of every type, for every caller, the privileged first", () => {
      let checked = 0;
      for (const [name, path] of pathsTo(schema)) {
        const type = schema.getType(name) as GraphQLObjectType;
        for (const field of Object.values(type.getFields())) {
          const selection = isCompositeType(getNamedType(field.type))
            ? `${call(field)}{__typename}`
            : call(field);
          const target = getNamedType(field.type);
          const needs = isObjectType(target) ? [...path.needs, TYPES[target.name]] : path.needs;
          const text = path.open + selection + path.close;
          for (const caller of Object.values(CALLERS).reverse().sort(byPrivilege)) {
            const allowed = needs.every((may) => mayUse(may, caller));
            expect(
              !isRefused(text, caller),
              `${caller.kind === "merchant" ? [...caller.scopes] : caller.kind} ${text} ${JSON.stringify(needs)}`,
            ).to.equal(allowed);
            checked += 1;
          }
        }
      }
      expect(checked).to.be.greaterThan(door === "merchant" ? 4_000 : 1_000);
    });
  });
}

function byPrivilege(left: DoorCaller, right: DoorCaller): number {
  const rank = (caller: DoorCaller) => (caller.kind === "merchant" ? caller.scopes.size : 0);
  return rank(right) - rank(left);
}

describe("who may use what, over HTTP", () => {
  let world: DoorWorld;
  const keys = new Map<string, string | undefined>();
  before(async () => {
    const limit = { capacity: 1e6, refillPerSecond: 1e6 };
    world = await openDoors({ limits: { perKey: limit, perPayer: limit, perAddress: limit } });
    const shop = await world.openShop();
    keys.set("a key of every scope", await world.keyOf(shop, SCOPES));
    keys.set("an operator", await world.operatorKey());
    for (const scope of SCOPES) keys.set(`a key with ${scope}`, await world.keyOf(shop, [scope]));
    keys.set("nobody", undefined);
  });
  after(() => world.close());

  it("is refused for each operation to each caller that the table leaves out, whoever ran the same text before", async () => {
    const schema = buildMerchantSchema();
    for (const root of [schema.getQueryType(), schema.getMutationType()]) {
      for (const field of Object.values(root?.getFields() ?? {})) {
        const text = `${root?.name.toLowerCase()} {${call(field)}{__typename}}`;
        const may = OPERATIONS[`${root?.name}.${field.name}`];
        const target = getNamedType(field.type);
        const shown = isObjectType(target) ? TYPES[target.name] : "anyone";
        for (const [name, key] of keys) {
          const caller = CALLERS[name] as DoorCaller;
          const allowed = mayUse(may, caller) && mayUse(shown, caller);
          const answer = await world.ask(text, key ? { key } : {});
          const refusals = codesOf(answer).filter(
            (code) => code === "UNAUTHENTICATED" || code === "FORBIDDEN",
          );
          expect(refusals, `${name}: ${text}`).to.deep.equal(
            allowed ? [] : [key === undefined ? "UNAUTHENTICATED" : "FORBIDDEN"],
          );
          if (!allowed) expect(answer.data, text).to.equal(undefined);
        }
      }
    }
    expect(world.failures).to.deep.equal([]);
  });

  it("refuses a key that is unknown, malformed or of another kind of credential", async () => {
    for (const authorization of [
      "Bearer sk_test_nothing",
      "Bearer",
      "Basic eDp5",
      "sk_test_x",
      `Bearer sk_test_${"A".repeat(43)}`,
      `Bearer ${await signingIn(world).session(new Wallet(Wallet.createRandom().privateKey))}`,
    ]) {
      const answer = await world.post("/graphql", '{"query":"{chains{id}}"}', { authorization });
      expect([answer.status, codesOf(answer)], authorization).to.deep.equal([401, ["UNAUTHENTICATED"]]);
    }
  });

  it("lets a rotated key work until its overlap ends, and not a second longer than a second", async () => {
    const shop = await world.openShop();
    const old = await world.keyOf(shop);
    const { data } = await world.ask("{viewer{apiKey{id}}}", { key: old });
    const rotated = await world.ask(
      "mutation ($id: ID!) {apiKeyRotate(input: {keyId: $id}) {secret userErrors{code}}}",
      { key: old, variables: { id: data.viewer.apiKey.id } },
    );
    const { secret } = rotated.data.apiKeyRotate;
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(codesOf(await world.ask("{viewer{kind}}", { key: old }))).to.deep.equal(["UNAUTHENTICATED"]);
    expect((await world.ask("{viewer{kind}}", { key: secret })).data).to.deep.equal({
      viewer: { kind: "MERCHANT" },
    });
  });

  it("takes no key at the storefront: only client secrets and wallet sessions open anything there", async () => {
    const key = keys.get("a key of every scope") as string;
    const answer = await world.ask('{checkoutPayment(clientSecret: "") {id}}', { at: "/storefront", key });
    expect(codesOf(answer)).to.deep.equal(["UNAUTHENTICATED"]);
  });

  it("stops looking up keys for an address that tries many wrong ones, while known ones work on", async () => {
    const key = await world.keyOf(await world.openShop());
    expect((await world.ask("{viewer{kind}}", { key })).errors).to.equal(undefined);
    const tried: unknown[] = [];
    for (let count = 0; count < 140; count += 1) {
      const wrong = `sk_test_${String(count).padStart(43, "A")}`;
      const answer = await world.ask("{viewer{kind}}", { key: wrong });
      tried.push(...codesOf(answer));
      if (count % 20 === 0) await world.ask("{viewer{kind}}", { key });
    }
    expect(tried.slice(0, 90).every((code) => code === "UNAUTHENTICATED")).to.equal(true);
    expect(tried).to.include("THROTTLED");
  });
});
