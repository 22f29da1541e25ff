import { expect } from "chai";
import fc from "fast-check";
import type { AdapterVault } from "../../../src/chain/typechain/index.js";
import { loadSuite } from "../fixtures/loadSuite.js";
import { CASH, type EarnFixture, earnVault, SHARES, WINDOW_SECONDS } from "../fixtures/vault.js";
import * as model from "./vaultModel.js";

/** How many sequences of calls are compared; the deep setting is a thousand and more. */
const SEQUENCES = Number(process.env.VAULT_SEQUENCES ?? 50);

const steps = fc.array(
  fc.record({
    verb: fc.constantFrom(
      ...(["deposit", "mint", "withdraw", "redeem", "redeemAll", "donate", "report"] as const),
      ...(["allocate", "deallocate", "gain", "lose", "accrue"] as const),
    ),
    owner: fc.constantFrom("lender" as const, "other" as const),
    wait: fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 100_000, max: 1_000_000 })),
    /** Part of what is possible, in 1/1,000; amounts are also tried at their edges. */
    part: fc.oneof(fc.bigInt({ min: 1n, max: 1_000n }), fc.constantFrom(1n, 1_000n)),
  }),
  { minLength: 1, maxLength: 14 },
);
type Step = typeof steps extends fc.Arbitrary<(infer One)[]> ? One : never;

interface Both extends EarnFixture {
  readonly adapter: AdapterVault;
  readonly twin: model.ModelVault;
}

describe("vault shares against their model", () => {
  it(`V1, V2, V3, V4, V5: ${SEQUENCES} sequences agree to the unit`, async function () {
    this.timeout(0);
    const fees = fc.constantFrom(0, 1_000, 3_000);
    await fc.assert(
      fc.asyncProperty(fees, steps, async (feeBps, sequence) => {
        const both = await openBoth(feeBps);
        for (const step of sequence) {
          await takeBoth(both, step);
          await compare(both);
        }
      }),
      { numRuns: SEQUENCES },
    );
  });
});

async function openBoth(feeBps: number): Promise<Both> {
  const fixture = await earnVault(await loadSuite(), { feeBps });
  const { suite, token, vault, lender, other } = fixture;
  for (const { address } of [lender, other]) await token.mint(address, 2n ** 100n); // dear shares are paid too
  const adapter = await suite.ethers.deployContract("AdapterVault", [await token.getAddress()]);
  await vault.connect(suite.admin).setAdapter(await adapter.getAddress(), 2n ** 100n);
  return {
    ...fixture,
    adapter,
    twin: model.newVault({ feeBps: BigInt(feeBps), window: BigInt(WINDOW_SECONDS) }),
  };
}

/** The step on the contract and, when it is possible there, on the model. */
async function takeBoth(both: Both, step: Step): Promise<void> {
  const { vault, token, adapter, suite, twin } = both;
  const { time } = suite.connection.networkHelpers;
  const admin = vault.connect(suite.admin);
  const [at, target] = [await vault.getAddress(), await adapter.getAddress()];
  const owned = await token.balanceOf(target);
  const partOf = (whole: bigint) => (whole * step.part) / 1_000n;
  const next = async (): Promise<model.Moment> => {
    const now = BigInt(await time.latest()) + BigInt(step.wait);
    await time.setNextBlockTimestamp(now);
    return { now, outside: await adapter.previewRedeem(await adapter.balanceOf(at)) };
  };
  switch (step.verb) {
    case "deposit":
    case "mint":
      return enter(both, step, next);
    case "withdraw":
    case "redeem":
    case "redeemAll":
      return exit(both, step, next);
    case "donate":
      await token.mint(at, partOf(CASH));
      twin.donated += partOf(CASH);
      return;
    case "gain":
      if (owned !== 0n) await adapter.gain(partOf(CASH));
      return;
    case "lose":
      if (partOf(owned) !== 0n) await adapter.lose(partOf(owned));
      return;
    case "report": {
      const moment = await next();
      await admin.report();
      return model.report(twin, moment);
    }
    case "allocate":
    case "deallocate": {
      const isOut = step.verb === "allocate";
      const can = isOut ? twin.idle : (await adapter.maxWithdraw(at)) - 1n;
      const amount = partOf(isOut ? can : least(can, twin.allocated));
      // A vault that lost everything and is priced anew gives no share for little: what it credits is tested elsewhere.
      if (amount <= 0n || model.supplyOf(twin) === 0n || (isOut && (await isSpoilt(adapter)))) return;
      const moment = await next();
      if (!isOut && least(moment.outside, twin.allocated) < amount) return;
      await (isOut ? admin.allocate(target, amount) : admin.deallocate(target, amount));
      model.move(twin, isOut ? amount : -amount, moment);
      await settle(both);
      return;
    }
    case "accrue": {
      const moment = await next();
      await vault.accrue();
      return model.accrue(twin, moment);
    }
  }
}

async function enter(both: Both, step: Step, next: () => Promise<model.Moment>): Promise<void> {
  const { vault, token, twin } = both;
  const owner = both[step.owner];
  const moment = await next();
  const before = await token.balanceOf(owner.address);
  const amount = (CASH * step.part) / 1_000n;
  const price = { ...structuredClone(twin) };
  model.accrue(price, moment);
  // Below a millionth of the first price nobody enters, and a deposit that buys no share is refused.
  const supply = model.supplyOf(price);
  if (supply / 1_000_000n > (price.last + 1n) * SHARES) return;
  if (step.verb === "deposit") {
    if ((amount * (supply + SHARES)) / (price.last + 1n) === 0n) return;
    const had = await vault.balanceOf(owner.address);
    await vault.connect(owner).deposit(amount, owner.address);
    const shares = model.deposit(twin, step.owner, amount, moment);
    expect((await vault.balanceOf(owner.address)) - had, "shares").to.equal(shares);
  } else {
    await vault.connect(owner).mint(amount * SHARES, owner.address);
    const assets = model.mint(twin, step.owner, amount * SHARES, moment);
    expect(before - (await token.balanceOf(owner.address)), "cost").to.equal(assets);
  }
}

async function exit(both: Both, step: Step, next: () => Promise<model.Moment>): Promise<void> {
  const { vault, token, twin } = both;
  const owner = both[step.owner];
  const moment = await next();
  const now = structuredClone(twin);
  model.accrue(now, moment);
  const shares = now.shares.get(step.owner) ?? 0n;
  const part = step.verb === "redeemAll" ? shares : (shares * step.part) / 1_000n;
  const assets = model.worthOf(now, part);
  // What is outside comes home by deallocate here: how much of it another contract gives is its own rounding.
  if (part === 0n || assets === 0n || assets > now.idle) return;
  const before = await token.balanceOf(owner.address);
  const had = await vault.balanceOf(owner.address);
  if (step.verb === "withdraw") {
    await vault.connect(owner).withdraw(assets, owner.address, owner.address);
    const burned = model.withdraw(twin, step.owner, assets, moment);
    expect(had - (await vault.balanceOf(owner.address)), "burned").to.equal(burned);
  } else {
    await vault.connect(owner).redeem(part, owner.address, owner.address);
    const paid = model.redeem(twin, step.owner, part, moment);
    expect((await token.balanceOf(owner.address)) - before, "paid").to.equal(paid);
  }
}

/** Both verbs end by looking at what the other contract made of the money: its rounding is a loss at once. */
async function settle({ vault, adapter, suite, twin }: Both): Promise<void> {
  const now = BigInt(await suite.connection.networkHelpers.time.latest());
  const outside = await adapter.previewRedeem(await adapter.balanceOf(await vault.getAddress()));
  model.accrue(twin, { now, outside });
}

async function isSpoilt(adapter: AdapterVault): Promise<boolean> {
  const [assets, shares] = [await adapter.totalAssets(), await adapter.totalSupply()];
  return shares > assets * 1_000n || assets > (shares + 1n) * 1_000n;
}

async function compare({ vault, twin, lender, other, treasury, adapter }: Both): Promise<void> {
  const state = await vault.vaultState();
  const aside = await vault.vaultAside();
  const config = await vault.adapterConfig(await adapter.getAddress());
  const holders = [lender, other, treasury].map(({ address }) => vault.balanceOf(address));
  expect({
    idle: state.idle,
    last: state.lastTotalAssets,
    allocated: config.allocated,
    surplus: aside.surplus,
    lossCarried: aside.lossCarried,
    shares: await Promise.all(holders),
    supply: await vault.totalSupply(),
  }).to.deep.equal({
    idle: twin.idle,
    last: twin.last,
    allocated: twin.allocated,
    surplus: twin.surplus,
    lossCarried: twin.lossCarried,
    shares: ["lender", "other", model.TREASURY].map((owner) => twin.shares.get(owner) ?? 0n),
    supply: model.supplyOf(twin),
  });
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
